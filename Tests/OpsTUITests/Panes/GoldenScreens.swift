/// The screens as they should be, by name.
enum GoldenScreens {
    static let all = GoldenScreensCalm.screens.merging(GoldenScreensBusy.screens) { $1 }
        .merging(GoldenScreensOther.screens) { $1 }
}
