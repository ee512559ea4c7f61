//! Stories over the whole product.
