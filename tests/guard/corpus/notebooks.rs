//! Notebooks: sources, outputs, metadata, with pictures around them.

use super::dice::Dice;
use super::{Scene, texts};

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let whole: Vec<(String, String)> =
        CELLS.iter().map(|(path, cell)| ((*path).to_owned(), notebook(cell))).collect();
    let rows: Vec<(&str, &str)> =
        whole.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut scenes = texts("notebooks", &rows, dice);
    // On one line, as some programs write them.
    for (path, text) in rows.iter().take(6) {
        let flat: String = text.lines().map(str::trim_start).collect();
        scenes.push(Scene::text("notebooks", &format!("flat-{path}"), &flat, dice));
    }
    scenes
}

/// A notebook with a picture, this cell, and another picture.
fn notebook(cell: &str) -> String {
    let picture = "  {\n   \"cell_type\": \"code\",\n   \"outputs\": [\n    {\n     \"data\
         \": {\n      \
                   \"image/png\": \"⟦png⟧\\n\",\n      \"text/plain\": [\"<Figure size>\"]\n     \
                   }\n    }\n   ],\n   \"source\": [\"plt.show()\"]\n  }";
    format!(
        "{{\n \"cells\": [\n{picture},\n{cell},\n{picture}\n ],\n \"metadata\": {{\n  \
         \"language_info\": {{\"name\": \"python\"}}\n }},\n \"nbformat\": 4,\n \
         \"nbformat_minor\": 5\n}}\n"
    )
}

/// The picture of the silent scenes.
pub(super) fn without_secrets(cell: &str) -> String {
    notebook(cell)
}

const CELLS: &[(&str, &str)] = &[
    (
        "login.ipynb",
        "  {\n   \"cell_type\": \"code\",\n   \"source\": [\n    \"from huggingface_hub import \
         login\\n\",\n    \"login('⟦hf⟧')\"\n   ],\n   \"outputs\": []\n  }",
    ),
    (
        "bang.ipynb",
        "  {\n   \"source\": [\n    \"!hf auth login --token ⟦hf⟧\\n\",\n    \"!hf download x\
         \"\n   \
         ]\n  }",
    ),
    (
        "magic.ipynb",
        "  {\n   \"source\": [\n    \"%env HF_TOKEN=⟦hf⟧\\n\"\n   ],\n   \"outputs\": []\n  }",
    ),
    (
        "stream.ipynb",
        "  {\n   \"outputs\": [\n    {\n     \"name\": \"stdout\",\n     \"text\": [\n      \
         \"Token \
         is valid\\n\",\n      \"⟦hf⟧\\n\"\n     ]\n    }\n   ]\n  }",
    ),
    (
        "result.ipynb",
        "  {\n   \"outputs\": [\n    {\n     \"data\": {\n      \"text/plain\": [\n       \
         \"'⟦hf⟧'\"\n      ]\n     }\n    }\n   ]\n  }",
    ),
    (
        "joined.ipynb",
        "  {\n   \"outputs\": [\n    {\"text\": \"env:\\nHF_TOKEN=⟦hf⟧\\nHOME=/home/me\\n\
         \"}\n   ]\n  }",
    ),
    (
        "html.ipynb",
        "  {\n   \"outputs\": [\n    {\"data\": {\"text/html\": [\n      \
         \"<td>&lt;⟦hf⟧&gt;</td>\\n\"]}}\n   ]\n  }",
    ),
    (
        "traceback.ipynb",
        "  {\n   \"outputs\": [\n    {\n     \"ename\": \"HfHubHTTPError\",\n     \"traceback\
         \": [\n  \
         \"\\u001b[0;32m      1\\u001b[0m login(\\u001b[32m'⟦hf⟧'\\u001b[39m)\
         \"\n     ]\n    }\n   ]\n  }",
    ),
    (
        "colour.ipynb",
        "  {\n   \"outputs\": [\n    {\"traceback\": [\n\"token=\\u001b[38;5;241m⟦hf⟧\\u001b[39m\
         \"]}\n \
         ]\n  }",
    ),
    (
        "widget.ipynb",
        "  {\n   \"metadata\": {\n    \"widgets\": {\n     \"state\": {\n      \"a1\": {\n\
         \"model_name\": \"PasswordModel\",\n       \"state\": {\n\"value\": \"⟦hf⟧\
         \"}\n      }\n     \
         }\n    }\n   }\n  }",
    ),
    (
        "meta.ipynb",
        "  {\n   \"metadata\": {\n    \"papermill\": {\"parameters\": {\n\"hub_token\": \"⟦hf⟧\
         \"}}\n   \
         }\n  }",
    ),
    (
        "form.ipynb",
        "  {\n   \"source\": [\n    \"#@title Login { display-mode: 'form' }\\n\",\n    \"hf = \
         \\\"⟦hf⟧\\\" #@param {type: 'string'}\\n\"\n   ]\n  }",
    ),
    (
        "markdown.ipynb",
        "  {\n   \"cell_type\": \"markdown\",\n   \"source\": [\n    \"Use the token `⟦hf⟧`\
         \"\n   ]\n  }",
    ),
    (
        "attachment.ipynb",
        "  {\n   \"attachments\": {\"notes.txt\": {\n\"text/plain\": \"⟦hf|in:token: %\\n|b64⟧\
         \"}}\n  }",
    ),
    (
        "split.ipynb",
        "  {\n   \"source\": [\n    \"t = ('⟦hf|divide:'\\n\",\n    \"     '⟧')\\n\"\n   ]\n  }",
    ),
    (
        "openai.ipynb",
        "  {\n   \"source\": [\n    \"os.environ['OPENAI_API_KEY'] = '⟦openai⟧'\\n\"\n   ]\n  }",
    ),
    ("wandb.ipynb", "  {\n   \"source\": [\n    \"wandb.login(key='⟦hex40⟧')\\n\"\n   ]\n  }"),
    (
        "html64.ipynb",
        "  {\n   \"outputs\": [\n    {\"data\": {\"application/x\": \n\"⟦oauth⟧\"}}\n   ]\n  }",
    ),
];
