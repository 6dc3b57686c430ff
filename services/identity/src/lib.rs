//! Links My Number and insurance identity to a person key. The only room that can open a My Number.
