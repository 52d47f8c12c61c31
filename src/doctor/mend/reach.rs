//! What doctor may change the permission bits of: files of the person's own, and folders of
//! hfenv's own and of the cache. No link leads out of there.

use std::path::{Path, PathBuf};

use crate::doctor::public::Public;
use crate::paths::Paths;
use crate::secret_file::{Grip, Refusal, settled};

/// Takes hold of a file or folder whose bits may be changed, and says where it really is; `None`
/// where nothing is.
pub fn hold(path: &Path, paths: &Paths) -> Result<Option<(PathBuf, Grip)>, Refusal> {
    let real = settled(path);
    let Some(grip) = Grip::of(&real)? else { return Ok(None) };
    if grip.is_folder()? {
        if !is_own_folder(&real, paths) {
            return Err(Refusal::Outside);
        }
    } else if leads_out(path, &real, paths) {
        return Err(Refusal::Link);
    }
    // What has special bits could not be put back.
    grip.mode()?;
    Ok(Some((real, grip)))
}

/// hfenv's folders, and all below the cache. The home folder is nobody's: a variable that names it
/// must not shut it.
fn is_own_folder(real: &Path, paths: &Paths) -> bool {
    let own = [&paths.config, &paths.data, &paths.state];
    let is_own = own.iter().any(|folder| settled(folder) == real);
    let is_home = settled(&paths.home).starts_with(real);
    !is_home && (is_own || real.starts_with(settled(&paths.hub_cache)))
}

/// Whether a link leads from the home folder, or one of hfenv's or huggingface_hub's, elsewhere;
/// of other places, whether the file is a link.
fn leads_out(path: &Path, real: &Path, paths: &Paths) -> bool {
    let home = settled(&paths.home);
    let of_hub = paths.hf_token.parent();
    let others = [&paths.config, &paths.data, &paths.state, &paths.hub_cache];
    let others = others.into_iter().map(PathBuf::as_path).chain(of_hub);
    // One that has the home folder in it would permit everything.
    let others = others.filter(|folder| !home.starts_with(settled(folder)));
    let places: Vec<&Path> = others.chain([paths.home.as_path()]).collect();
    if places.iter().any(|place| real.starts_with(settled(place))) {
        return false;
    }
    places.iter().any(|place| path.starts_with(place)) || path.is_symlink()
}

/// Why nothing is changed, in words.
#[must_use]
pub fn shown(refusal: &Refusal) -> Public {
    match refusal {
        Refusal::Link => Public::text("a link leads there, which is not followed"),
        Refusal::Kind => Public::text("it is no regular file"),
        Refusal::Foreign => Public::text("it belongs to another user"),
        Refusal::Special => Public::text("its mode has special bits (setuid, setgid or sticky)"),
        Refusal::Outside => Public::text("it is no folder of hfenv's"),
        Refusal::Io(error) => Public::io(error),
    }
}
