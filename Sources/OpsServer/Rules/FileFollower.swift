import NIOPosix

/// Looks at files every second and tells of their changes. Plain looks, since they also see what no notice reaches: other
/// machines' changes on a shared disk, and a link that is turned to another directory.
struct FileFollower: Sendable {
    static let every = Duration.seconds(1)

    /// The paths that count now.
    let paths: @Sendable () -> [String]
    /// The marks from just before the files were read.
    let taken: [String: FileMark]
    let changed: @Sendable () async -> Void

    /// Follows until cancelled.
    func run() async {
        var watch = FileWatch(taken: taken)
        while !Task.isCancelled {
            do { try await Task.sleep(for: Self.every) } catch { return }
            let paths = paths
            // A disk that hangs must hold up nothing but this look.
            guard let marks = try? await NIOThreadPool.singleton.runIfActive({ FileMark.of(paths()) }) else { continue }
            if watch.look(marks) { await changed() }
        }
    }
}
