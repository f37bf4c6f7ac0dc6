/// The parameters of a fit, kept in its model.
///
/// Models compare by what was found, so all of these are equal.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub(crate) struct MadeWith<P>(pub(crate) P);

impl<P> PartialEq for MadeWith<P> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
