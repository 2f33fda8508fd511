/// Looks at files every second and tells of their changes. Plain looks, since they also see what no notice reaches: other
/// machines' changes on a shared disk, and a link that is turned to another directory.
struct FileFollower: Sendable {
    static let every = Duration.seconds(1)
    /// How long a look is waited for. One that hangs longer goes on by itself, and the next ones join it.
    private static let patience = Duration.seconds(10)

    /// The paths that count now.
    let paths: @Sendable () -> [String]
    /// The marks from just before the files were read.
    let taken: [String: FileMark]
    /// Reads the files; false where they could not be used.
    let changed: @Sendable () async -> Bool

    /// Follows until cancelled.
    func run() async {
        var watch = FileWatch(taken: taken)
        // A disk that hangs must hold up nothing but this look, and no stop.
        let look = SharedRead<[String: FileMark]>()
        let paths = paths
        while !Task.isCancelled {
            do { try await Task.sleep(for: Self.every) } catch { return }
            let marks = try? await look.value(within: Self.patience, late: CancellationError()) {
                FileMark.of(paths())
            }
            guard let marks, watch.look(marks) else { continue }
            if await !changed() { watch.readingFailed() }
        }
    }
}
