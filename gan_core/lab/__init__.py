"""The 2-D lab without a page: a GAN of points that is stepped, changed, rewound and drawn."""
