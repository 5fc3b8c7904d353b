//! How an encoding matrix spreads a gradient over workers, and how the answers of the fastest ones give it back exactly.
//!
//! `cargo run --release --example decode_matrix`

use bcgc::encoding::{CheckOptions, Decoder, EncodingError, build, check, decode, encode, find};
use num_rational::BigRational;

fn main() -> Result<(), EncodingError> {
    // Five workers, any two of which may straggle: a row a worker, a column a subset of the data.
    let matrix = build(find("cyclic-repetition")?, 5, 2, 1)?;
    for (worker, row) in matrix.to_text().iter().enumerate() {
        println!(
            "worker {} computes subsets {:?} by [{}]",
            worker + 1,
            matrix.support(worker + 1),
            row.join(", ")
        );
    }
    println!("decodability: {}\n", check(&matrix, &CheckOptions::default()));

    // The partial derivatives of two coordinates on the five subsets; their sums are the gradient.
    let number = |x: i64| BigRational::from_integer(x.into());
    let derivatives: Vec<Vec<BigRational>> = (1..=5).map(|k| vec![number(k), number(k * k - 10)]).collect();

    // Workers 2, 3 and 5 answer first: each sends one combination of what it computed.
    let fastest = [2, 3, 5];
    let coded = encode(&matrix, &derivatives)?;
    let sent: Vec<Vec<BigRational>> = fastest.iter().map(|&worker| coded[worker - 1].clone()).collect();
    let vector = Decoder::new(&matrix).vector(&fastest)?;
    let shown = |list: &[BigRational]| list.iter().map(BigRational::to_string).collect::<Vec<_>>().join(", ");
    println!("workers {fastest:?} are combined by {}", shown(&vector));
    println!("gradient: {} (true: 15, 5)", shown(&decode(&vector, &sent)?));
    Ok(())
}
