pub(crate) mod pca_plane {
    pub(crate) struct PcaPlane<'a> {
        pub(crate) points: digits_data::SamplesView<'a>,
        pub(crate) cluster_centers: digits_data::SamplesView<'a>,
        pub(crate) title: &'a str,
    }
    impl PcaPlane<'_> {
        pub(crate) fn to_svg(&self) -> String {
            String::new()
        }
    }
}
pub(crate) mod centroid_grid {
    pub(crate) struct CentroidGrid<'a> {
        pub(crate) cluster_centers: digits_data::SamplesView<'a>,
        pub(crate) image_width: usize,
    }
    impl CentroidGrid<'_> {
        pub(crate) fn to_svg(&self) -> Option<String> {
            None
        }
    }
}
