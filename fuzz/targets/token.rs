//! What the targets put into their inputs.

/// A token of letters that chance could have made, from the input; `found` says whether it could.
pub fn token(seed: &[u8], found: impl Fn(&[u8]) -> bool) -> String {
    let mut state = seed.iter().fold(0x9e37_79b9_7f4a_7c15, |state: u64, byte| {
        (state ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    let letters = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    loop {
        let body = (0..34).map(|_| {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            char::from(letters[(state >> 33) as usize % letters.len()])
        });
        let token = format!("hf_{}", body.collect::<String>());
        if found(token.as_bytes()) {
            return token;
        }
    }
}
