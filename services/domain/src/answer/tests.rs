//! What the desk is told, in tables a clerk can check and in properties.

mod classes;
mod here;
mod order;
mod properties;
mod rows;
mod world;
