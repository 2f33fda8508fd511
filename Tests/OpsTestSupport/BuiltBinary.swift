import Foundation

/// Programs that the build put beside the test bundle.
public enum BuiltBinary {
    /// What is missing and how to make it.
    public struct Missing: Error, CustomStringConvertible {
        public let description: String
    }

    /// The path of the built `opstui`; OPSTUI_BINARY names another one.
    public static var opstui: String {
        get throws { try path(of: "opstui", override: ProcessInfo.processInfo.environment["OPSTUI_BINARY"]) }
    }

    /// The path of a product of the same build.
    public static func path(of product: String, override: String? = nil) throws -> String {
        if let override { return override }
        for directory in candidates() {
            let path = "\(directory)/\(product)"
            if FileManager.default.isExecutableFile(atPath: path) { return path }
        }
        throw Missing(description: "\(product) is not built: run swift build --build-tests first")
    }

    /// The directory of the running test program, then the usual one of a debug build.
    private static func candidates() -> [String] {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments.first ?? ""
        let here = FileManager.default.currentDirectoryPath
        return [own, bundle].filter { $0.hasPrefix("/") }.map { ($0 as NSString).deletingLastPathComponent }
            + ["\(here)/.build/debug"]
    }
}
