/// The parameters of a fit, kept in its model.
///
/// All values count as equal, so models compare by their results alone.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub(crate) struct MadeWith<P>(pub(crate) P);

impl<P> PartialEq for MadeWith<P> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
