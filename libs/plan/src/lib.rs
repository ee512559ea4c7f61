//! awaz-plan.
