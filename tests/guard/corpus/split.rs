//! Secrets cut in two, so that nobody should find them.

use super::dice::Dice;
use super::{Scene, texts};

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    texts("split", SPLIT, dice)
}

const SPLIT: &[(&str, &str)] = &[
    ("plus.py", "t = \"⟦hf|split:\" + \"⟧\"\n"),
    ("single.py", "t = '⟦hf|split:' + '⟧'\n"),
    ("tight.py", "t = \"⟦hf|split:\"+\"⟧\"\n"),
    ("beside.py", "t = ('⟦hf|split:' '⟧')\n"),
    ("lines.py", "t = (\n    \"⟦hf|split:\"\\n    \"⟧\"\n)\n"),
    ("back.py", "t = \"⟦hf|split:\" \\\\n    \"⟧\"\n"),
    ("prefix.py", "t = \"⟦hf|apart:\" + \"⟧\"\n"),
    ("prefix2.py", "t = 'hub: ⟦hf|apart:' + '⟧'\n"),
    ("three.py", "t = \"⟦hf|pieces:13,\" + \"⟧\"\n"),
    ("four.js", "const t = '⟦hf|pieces:10,' + '⟧'\n"),
    ("plus.js", "const t = \"⟦hf|split:\" + \"⟧\";\n"),
    ("lines.js", "const t = '⟦hf|split:' +\\n  '⟧'\n"),
    ("tick.ts", "const t = `⟦hf|split:` + `⟧`\n"),
    ("array.js", "const t = ['⟦hf|split:', '⟧'].join('')\n"),
    ("join.py", "t = ''.join(['⟦hf|split:', '⟧'])\n"),
    ("plus.java", "String t = \"⟦hf|split:\"\\n    + \"⟧\";\n"),
    ("plus.go", "t := \"⟦hf|split:\" + \"⟧\"\n"),
    ("dot.php", "$t = '⟦hf|split:' . '⟧';\n"),
    ("dot.lua", "t = \"⟦hf|split:\" .. \"⟧\"\n"),
    ("amp.vb", "t = \"⟦hf|split:\" & \"⟧\"\n"),
    ("beside.c", "char *t = \"⟦hf|split:\" \"⟧\";\n"),
    ("lines.c", "char *t = \"⟦hf|split:\"\\n          \"⟧\";\n"),
    ("beside.sh", "t=\"⟦hf|split:\"\"⟧\"\n"),
    ("quotes.sh", "t=⟦hf|split:''⟧\n"),
    ("concat.rs", "const T: &str = concat!(\"⟦hf|split:\", \"⟧\");\n"),
    ("plus.rb", "t = '⟦hf|split:' + '⟧'\n"),
    ("back.rb", "t = '⟦hf|split:' \\\\n  '⟧'\n"),
    ("paste.R", "t <- paste0(\"⟦hf|split:\", \"⟧\")\n"),
    ("plus.ps1", "$t = '⟦hf|split:' + '⟧'\n"),
    ("paste-sep.R", "t <- paste(\"⟦hf|split:\", \"⟧\", sep = \"\")\n"),
    ("more.py", "t = \"⟦hf|split:\"\\nt += \"⟧\"\n"),
    ("more.js", "let t = '⟦hf|split:';\\nt += '⟧';\n"),
    ("more.php", "$t = '⟦hf|split:';\\n$t .= '⟧';\n"),
    ("more.sh", "t=⟦hf|split:\\nt+=⟧\n"),
    ("builder.java", "var t = new StringBuilder().append(\"⟦hf|split:\").append(\"⟧\");\n"),
    ("kind.cpp", "auto t = std::string(\"⟦hf|split:\") + \"⟧\";\n"),
    ("verbatim.cs", "var t = @\"⟦hf|split:\" + @\"⟧\";\n"),
    ("join.tf", "t = join(\"\", [\"⟦hf|split:\", \"⟧\"])\n"),
    ("stack.yaml", "t: !Join [\"\", [\"⟦hf|split:\", \"⟧\"]]\n"),
    ("bars.sql", "SELECT '⟦hf|split:' ¦¦ '⟧'\n"),
    ("arrow.hs", "t = \"⟦hf|split:\" ++ \"⟧\"\n"),
    ("tilde.tex", "t = \"⟦hf|split:\" <> \"⟧\"\n"),
    ("openai.py", "k = \"⟦openai-old|split:\" + \"⟧\"\n"),
    ("github.js", "const k = '⟦github|split:' + '⟧'\n"),
    ("folded.yaml", "token: \"⟦hf|split:\\\\n  ⟧\"\n"),
    ("continued.sh", "HF_TOKEN=⟦hf|split:\\\\n⟧ run\n"),
];
