import Testing

@testable import OpsServer

@Suite struct ScrapePathTests {
    @Test(
        arguments: [
            ("a.json", "*.json", true), ("a.json", "a*", true), ("a.json", "*", true), ("a.json", "a.json", true),
            ("a.json", "b*.json", false), ("ab", "ab*b", false), ("abb", "ab*b", true), ("a-b-c", "a*b*c", true),
            ("a-c-b", "a*b*c", false), ("", "*", true), ("aXbXc", "*X*X*", true), ("aXb", "*X*X*", false),
        ])
    func aStarIsAnyText(name: String, pattern: String, fits: Bool) {
        #expect(ScrapePath.fits(name[...], pattern[...]) == fits)
    }
}
