use proptest::prelude::*;

use super::*;

/// Where the output is a list of words, these are all the bytes it may have.
const SH_ALPHABET: &[u8] = b"_./\\'\"$()=%;{}- ";

#[test]
fn a_whole_output_per_shell() {
    let whole = |shell| {
        let text = render(shell, &[("A", "x"), ("B", "y z")], &["C"], true).unwrap();
        text.as_str().to_owned()
    };
    let sh = "unset C; export A=x; export B=\"$(printf 'y\\040z')\"; (exit 1);\n";
    for shell in [Shell::Sh, Shell::Bash, Shell::Zsh, Shell::Ksh] {
        assert_eq!(whole(shell), sh);
    }
    assert_eq!(whole(Shell::Fish), "set -e C; set -gx A x; set -gx B y\\X20z; false;\n");
    let tcsh = "unsetenv C; setenv A x; setenv B \"`printf 'y\\040z'`\"; (exit 1);\n";
    assert_eq!(whole(Shell::Tcsh), tcsh);
    assert_eq!(whole(Shell::Elvish), "unset-env C\nset-env A 'x'\nset-env B 'y z'\nfail hfenv\n");
    assert_eq!(whole(Shell::Nu), "{\"C\":null,\"A\":\"x\",\"B\":\"y z\"}\n");
    let xonsh = "${...}.pop('C', None)\n$A = 'x'\n$B = 'y z'\n$LAST_RETURN_CODE = 1\n";
    assert_eq!(whole(Shell::Xonsh), xonsh);
    let pwsh = "${env:C}=$null;\n${env:A}='x';\n${env:B}='y z';\n$global:LASTEXITCODE=1;\n";
    assert_eq!(whole(Shell::Pwsh), pwsh);
    assert_eq!(whole(Shell::Cmd), "set \"C=\"\nset \"A=x\"\nset \"B=y z\"\ncmd /d /c exit 1\n");
}

#[test]
fn nothing_to_say_is_silence_but_in_nu() {
    for shell in Shell::ALL {
        let expected = if shell == Shell::Nu { "{}\n" } else { "" };
        assert_eq!(render(shell, &[], &[], false).unwrap().as_str(), expected);
    }
}

#[test]
fn no_shell_gets_a_nul_or_a_name_that_is_none() {
    for shell in Shell::ALL {
        assert_eq!(
            render(shell, &[("K", "a\0b")], &[], false).unwrap_err().why,
            "its value has a NUL byte"
        );
        for name in ["", "1A", "A-B", "A B", "A=B", "A;B", "Ä", "A\n", "$A"] {
            assert!(render(shell, &[(name, "x")], &[], false).is_err(), "{name:?}");
            assert!(render(shell, &[], &[name], false).is_err(), "{name:?}");
        }
    }
}

#[test]
fn a_refusal_names_the_variable_and_never_its_value() {
    let value = format!("hf_{}\n", "aB3".repeat(10));
    let error = render(Shell::Tcsh, &[("HF_TOKEN", &value)], &[], false).unwrap_err();
    assert_eq!(error.to_string(), "tcsh cannot carry HF_TOKEN: its value has a line break");
    assert!(!format!("{error:?}").contains("aB3"));
    let error = render(Shell::Sh, &[], &["\u{1b}[2K"], false).unwrap_err();
    assert_eq!(error.to_string(), "sh cannot carry \\u{1b}[2K: it is not a variable name");
}

proptest! {
    #[test]
    fn words_have_only_harmless_bytes(value in "[^\0]{0,60}", other in "[ -~\n\t]{1,40}") {
        for shell in [Shell::Sh, Shell::Fish, Shell::Tcsh] {
            // What tcsh refuses says nothing at all.
            let sets = [("A", value.as_str()), ("B", other.as_str())];
            let Ok(text) = render(shell, &sets, &["C"], true) else { continue };
            let line = text.strip_suffix('\n').unwrap();
            let backquote = shell == Shell::Tcsh;
            prop_assert!(line.bytes().all(|b| b.is_ascii_alphanumeric()
                || SH_ALPHABET.contains(&b)
                || backquote && b == b'`'));
            prop_assert!(!line.contains("  ") && line.ends_with(';'));
        }
    }

    #[test]
    fn the_buffer_never_grows(value in any::<String>()) {
        let sets = [("A_NAME", value.as_str())];
        for shell in Shell::ALL {
            if let Ok(text) = render(shell, &sets, &["LONG_NAME"], true) {
                prop_assert!(text.len() <= room(&sets, &["LONG_NAME"]));
            }
        }
    }
}
