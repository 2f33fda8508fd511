/// The screens as they should be.
enum GoldenScreens {
    static let all: [String: String] = [:]
}
