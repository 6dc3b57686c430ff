mod limits;
mod months;
mod people;
mod reading;
mod settlement;
mod sides;
mod support;
