pub(crate) mod rig;
mod served;
mod track;
