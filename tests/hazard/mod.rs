//! Tests by what can go wrong.

mod approval;
mod cache_layout;
mod cache_shared;
#[cfg(unix)]
mod cache_unread;
mod crash;
mod disk;
mod doctor_cache;
mod doctor_git;
mod doctor_guard;
mod doctor_hostile;
mod doctor_keyring;
#[cfg(unix)]
mod doctor_mending;
mod doctor_net;
#[cfg(unix)]
mod doctor_odd;
mod doctor_program;
mod doctor_shell;
mod dotenv;
mod endpoint_binding;
mod environment;
mod git_foreign;
mod git_fuzz;
mod git_raw;
mod git_refused;
mod git_run;
mod git_two_hubs;
mod git_wire;
mod guard_bounds;
mod guard_elsewhere;
mod guard_message;
mod guard_others;
mod guard_packed;
mod guard_push;
mod guard_replaced;
mod guard_script;
mod guard_steps;
mod guard_tools;
mod guard_vanish;
mod hook_answer;
mod hook_broken;
mod hook_git;
mod hook_processes;
mod hook_secrets;
mod hook_shells;
mod hub_files;
mod hub_git;
mod hub_itself;
mod import_killed;
mod interop_hf;
mod keyring;
mod keyring_cli;
mod leak;
mod leak_by_damage;
mod leak_by_mistake;
#[cfg(unix)]
mod login_browser;
#[cfg(unix)]
mod login_browser_hf;
mod nested_shells;
mod odd_files;
mod own_broken;
mod own_secrets;
mod quoting;
mod rc_files;
mod renew;
mod renew_bound;
mod renew_keyring;
mod renew_python;
mod renew_race;
mod shell_values;
mod stored_tokens;
mod strangers;
mod terminal;
mod torn_stored_tokens;
