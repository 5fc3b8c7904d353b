//! What the tests of the completion probability share.

use bcgc::completion::CompletionProblem;
use bcgc::instance::Instance;
use bcgc::method::COMPLETION_METHODS;
use bcgc::problem::Options;
use bcgc::solution::Solution;

pub fn instance(workers: usize, coordinates: u64, samples: u64, law: &str, deadline: f64) -> Instance {
    let text = format!(
        "[system]\nworkers = {workers}\ncoordinates = {coordinates}\nsamples = {samples}\n[stragglers]\n{law}\n\
         [objective]\nkind = \"completion-probability\"\ndeadline = {deadline:e}\n"
    );
    Instance::from_table(&toml::from_str(&text).unwrap()).unwrap()
}

pub fn problem(instance: &Instance) -> CompletionProblem {
    CompletionProblem::new(instance, Options::of(instance.objective)).unwrap()
}

pub fn solve(problem: &CompletionProblem, name: &str) -> Solution {
    let method = COMPLETION_METHODS.iter().find(|method| method.name == name).unwrap();
    (method.solve)(problem).unwrap()
}
