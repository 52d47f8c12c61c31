//! Hashes, lock files and identifiers.

use super::dice::Dice;
use super::{Scene, texts};

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let mut scenes = texts("hashes", HASHES, dice);
    for (path, line, count) in LISTS {
        scenes.push(Scene::text("hashes", path, &line.repeat(*count), dice));
    }
    scenes.extend(texts("lock files", LOCKS, dice));
    scenes
}

const HASHES: &[(&str, &str)] = &[
    ("refs/main", "⟦sha1⟧"),
    ("packed-refs", "# pack-refs with: peeled\n⟦sha1⟧ refs/tags/v1\n^⟦sha1⟧\n"),
    ("lfs.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:⟦sha256⟧\nsize 4401\n"),
    ("meta.json", "{\"etag\":\"\\\"⟦md5⟧\\\"\",\"commit_hash\":\"⟦sha1⟧\",\"key\":\"⟦uuid⟧\"}\n"),
    ("revision.py", "REVISION = '⟦sha1⟧'\nmodel = load('gpt2', revision='⟦sha1⟧')\n"),
    ("docker.yaml", "image: huggingface/tgi@sha256:⟦sha256⟧\n"),
    ("action.yml", "- uses: actions/checkout@⟦sha1⟧ # v4\n"),
    ("mongo.json", "{\"_id\":{\"$oid\":\"⟦id24⟧\"},\"user\":\"⟦id24⟧\"}\n"),
    ("uuid.py", "TENANT_ID = '⟦uuid⟧'\nCLIENT_ID = \"⟦uuid⟧\"\n"),
    ("sri.html", "<script src=x.js integrity=\"sha384-⟦integrity⟧\" crossorigin></script>\n"),
    ("csp.conf", "add_header Content-Security-Policy \"script-src 'sha256-⟦digest64⟧'\";\n"),
    ("cache.key", "cache-key: ⟦md5⟧\n"),
    ("docs.md", "See [the fix](https://github.com/acme/x/commit/⟦sha1⟧) and ⟦sha1⟧.\n"),
    ("xet.json", "{\"xetHash\":\"⟦sha256⟧\",\"oid\":\"⟦sha1⟧\"}\n"),
    ("wandb-run.yaml", "run: ⟦word⟧\nsha: ⟦sha1⟧\nentity: me\n"),
    ("nix.nix", "src = fetchurl { hash = \"sha256-⟦digest64⟧\"; };\n"),
    ("requirements.txt", "numpy==2.0 \\\n  --hash=sha256:⟦sha256⟧ \\\n  --hash=sha256:⟦sha256⟧\n"),
    ("color.css", "#a1b2c3 { background: #⟦md5⟧; }\n"),
];

const LISTS: &[(&str, &str, usize)] = &[
    ("SHA256SUMS", "⟦sha256⟧  model-00001-of-00002.safetensors\n", 60),
    ("md5.txt", "⟦md5⟧  data/⟦word⟧.parquet\n", 60),
    ("etags.json", "\"⟦word⟧\": \"⟦sha1⟧\",\n", 80),
    ("sha512.txt", "⟦sha512⟧ *x\n", 40),
    ("oids.txt", "100644 blob ⟦sha1⟧\t⟦word⟧.py\n", 80),
    ("digests.csv", "⟦word⟧,⟦digest64⟧\n", 80),
    ("uuids.csv", "⟦uuid⟧,⟦number⟧\n", 80),
];

const LOCKS: &[(&str, &str)] = &[
    (
        "package-lock.json",
        "{\"packages\":{\"node_modules/a\":{\"resolved\":\"https://registry.npmjs.org/a/-/a-1.0.0.\
         tgz\",\n\
         \"integrity\":\"sha512-⟦integrity⟧\"},\n\"node_modules/b\":{\"integrity\":\"sha512-⟦integ\
         rity⟧\"}}}\n",
    ),
    (
        "yarn.lock",
        "a@^1.0.0:\n  version \"1.0.0\"\n  resolved \"https://registry.yarnpkg.com/a.tgz#⟦sha1⟧\"\
         \n  \
         integrity sha512-⟦integrity⟧\n",
    ),
    ("pnpm-lock.yaml", "  /a@1.0.0:\n    resolution: {integrity: sha512-⟦integrity⟧}\n"),
    (
        "poetry.lock",
        "[[package]]\nname = \"a\"\nfiles = [\n  {file = \"a.whl\", hash = \"sha256:⟦sha256⟧\"},\n\
         ]\n",
    ),
    ("Cargo.lock", "[[package]]\nname = \"a\"\nchecksum = \"⟦sha256⟧\"\n"),
    (
        "uv.lock",
        "sdist = { url = \"https://files.pythonhosted.org/packages/ab/cd/⟦sha256⟧/a.tar.gz\", has\
         h = \
         \"sha256:⟦sha256⟧\", size = 12 }\n",
    ),
    ("Pipfile.lock", "{\"_meta\":{\"hash\":{\"sha256\":\"⟦sha256⟧\"}},\"default\":{}}\n"),
    ("go.sum", "github.com/a/b v1.0.0 h1:⟦digest64⟧\ngithub.com/a/b v1.0.0/go.mod h1:⟦digest64⟧\n"),
    ("composer.lock", "{\"content-hash\":\"⟦md5⟧\",\"reference\":\"⟦sha1⟧\"}\n"),
    ("Gemfile.lock", "CHECKSUMS\n  rails (7.0) sha256=⟦sha256⟧\n"),
    ("flake.lock", "{\"narHash\":\"sha256-⟦digest64⟧\",\"rev\":\"⟦sha1⟧\"}\n"),
    ("deno.lock", "{\"remote\":{\"https://deno.land/x.ts\":\"⟦sha256⟧\"}}\n"),
    ("conda-lock.yml", "- name: numpy\n  hash:\n    md5: ⟦md5⟧\n    sha256: ⟦sha256⟧\n"),
    ("pdm.lock", "content_hash = \"sha256:⟦sha256⟧\"\n"),
    ("bun.lock", "\"a\": [\"a@1.0.0\", \"\", {}, \"sha512-⟦integrity⟧\"],\n"),
    (".terraform.lock.hcl", "hashes = [\n  \"h1:⟦digest64⟧\",\n  \"zh:⟦sha256⟧\",\n]\n"),
];
