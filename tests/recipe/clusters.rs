//! Kubernetes, of which the objects are checked and the pod's command is run; and Slurm, which
//! really runs: a controller and one node, for this test alone.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::cell::Cell;
use super::stage::{Stage, print_of};
use super::tools::{checked, yaml};
use crate::support::sandbox::is_installed;

/// What a pod sees below `/run/secrets`, of the secret that the test has put into the home folder.
const POD: &str = "\
    mount -t tmpfs none /run\n\
    mkdir -p /run/secrets/huggingface\n\
    cp -p \"$HOME/secret/HF_TOKEN\" /run/secrets/huggingface\n";

#[test]
fn a_pod_reads_the_secret_that_was_exported() {
    let mut stage = Stage::of("Kubernetes");
    let kubectl = "#!/bin/sh\necho \"$@\" >>\"$HOME/kubectl.args\"\n\
        case \" $* \" in *' -f - '*) cat >\"$HOME/kubectl.stdin\" ;; esac\n";
    stage.program("kubectl", kubectl);
    stage.program("python", "#!/bin/sh\nexec python3 \"$@\"\n");
    stage.run("secret");
    let file = stage.put("job.yaml");
    stage.run("job");
    let args = std::fs::read_to_string(stage.home.path("kubectl.args")).unwrap();
    assert_eq!(args, "apply --server-side -f -\napply -f job.yaml\n");
    let secret = std::fs::read_to_string(stage.home.path("kubectl.stdin")).unwrap();
    let as_file = stage.home.write("secret.yaml", &secret);
    for file in [&as_file, &file] {
        if stage.needs(checked("kubernetes-validate", &["--strict"], file)).is_none() {
            return;
        }
    }
    let secret: Value = serde_json::from_str(&secret).unwrap();
    let job = yaml(&std::fs::read_to_string(file).unwrap()).unwrap();
    let pod = &job["spec"]["template"]["spec"];
    assert_eq!(pod["volumes"][0]["secret"]["secretName"], secret["metadata"]["name"]);
    let token = secret["stringData"]["HF_TOKEN"].as_str().unwrap();
    let file = stage.home.write("secret/HF_TOKEN", token);
    let container = &pod["containers"][0];
    let mode = pod["volumes"][0]["secret"]["defaultMode"].as_str().map_or(0o440, |_| 0);
    std::fs::set_permissions(file, PermissionsExt::from_mode(mode)).unwrap();
    let variable = &container["env"][0];
    stage.set(variable["name"].as_str().unwrap(), variable["value"].as_str().unwrap());
    stage.set("HF_ENDPOINT", stage.hub.endpoint());
    let command: Vec<&str> = container["command"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect();
    let Some(mut cell) = Cell::new(&stage, POD) else { return };
    cell.line("command", &command.join(" ").replace("/srv/", ""));
    cell.line("why", "hfenv why | head -n 1");
    let said = cell.run();
    assert!(said["command"].contains(&print_of(&stage.acme)), "{}", said["command"]);
    assert!(said["why"].contains(" from /run/secrets/huggingface/HF_TOKEN"), "{}", said["why"]);
}

/// A cluster of one node; its daemons end with it.
struct Cluster(Vec<Child>);

impl Cluster {
    fn start(stage: &mut Stage) -> Self {
        let folder = stage.home.path("slurm");
        for below in ["state", "spool"] {
            std::fs::create_dir_all(folder.join(below)).unwrap();
        }
        let name = Command::new("id").arg("-un").output().unwrap();
        let name = String::from_utf8(name.stdout).unwrap();
        let port = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let conf = format!(
            "ClusterName=recipe\nSlurmctldHost=localhost(127.0.0.1)\nSlurmctldPort={}\n\
             SlurmdPort={}\nAuthType=auth/none\nCredType=cred/none\nSlurmUser={name}\
             SlurmdUser={name}StateSaveLocation={at}/state\nSlurmdSpoolDir={at}/spool\n\
             SlurmctldPidFile={at}/controller.pid\nSlurmdPidFile={at}/node.pid\n\
             ProctrackType=proctrack/pgid\nTaskPlugin=task/none\nSwitchType=switch/none\n\
             MpiDefault=none\nJobAcctGatherType=jobacct_gather/none\n\
             AccountingStorageType=accounting_storage/none\nSelectType=select/cons_tres\n\
             SelectTypeParameters=CR_Core\nSchedulerParameters=batch_sched_delay=0\n\
             NodeName=n1 NodeAddr=127.0.0.1 NodeHostname=localhost CPUs=1 State=UNKNOWN\n\
             PartitionName=all Nodes=ALL Default=YES State=UP\n",
            port(),
            port(),
            at = folder.display(),
        );
        let file = stage.home.write("slurm/slurm.conf", conf);
        stage.set("SLURM_CONF", file.display().to_string());
        let start = |program: &str, words: &[&str]| {
            let mut command = stage.command(program);
            let log = std::fs::File::create(folder.join(format!("{program}.log"))).unwrap();
            command.args(words).stdout(Stdio::null()).stderr(log).spawn().unwrap()
        };
        Self(vec![start("slurmctld", &["-D"]), start("slurmd", &["-D", "-N", "n1"])])
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Looks until it is there.
#[track_caller]
fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "waited for {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_batch_job_finds_the_profile_and_the_controller_no_token() {
    let all = ["slurmctld", "slurmd", "sbatch", "srun", "sinfo"];
    if !all.into_iter().all(is_installed) {
        return;
    }
    let mut stage = Stage::of("Slurm");
    stage.program("python", "#!/bin/sh\nexec python3 \"$@\"\n");
    let cluster = Cluster::start(&mut stage);
    wait_for("the node", || {
        let output = stage.command("sinfo").args(["-h", "-o", "%t"]).output().unwrap();
        (output.stdout == b"idle\n").then_some(())
    });
    stage.put("train.sh");
    let said = stage.run("submit");
    let id = said.trim().strip_prefix("Submitted batch job ").unwrap();
    let log = stage.work().join(format!("train-{id}.log"));
    let said = wait_for("the job", || {
        std::fs::read_to_string(&log).ok().filter(|said| said.contains("\ntoken "))
    });
    assert!(said.contains(" from profile ada (default), file store, for "), "{said}");
    assert!(said.contains(&print_of(&stage.ada)) && said.contains("/snapshots/"), "{said}");
    // A step that is not done yet would outlive its daemons.
    wait_for("the end of the job", || {
        let output = stage.command("squeue").arg("-h").output().unwrap();
        output.stdout.is_empty().then_some(())
    });
    let kept = stage.home.path("slurm/state");
    stage.nowhere_below(&kept);
    // What the page warns of, to see that the search finds it.
    stage.sh("hfenv run -- sbatch --hold train.sh");
    let found = Command::new("grep").arg("-rlF").arg(&stage.ada).arg(&kept).output().unwrap();
    assert!(found.status.success(), "the environment of a job is in the controller's state");
    drop(cluster);
}
