//! The README, followed literally.

use crate::support::follow::readme;
use crate::support::world::programs;

#[test]
fn the_readme_is_true() {
    readme(&programs());
}
