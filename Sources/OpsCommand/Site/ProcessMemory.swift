import CMemory

/// What a program that runs for months does about its memory.
enum ProcessMemory {
    /// After so long the start is over, and its code is not needed any more.
    private static let settling = Duration.seconds(12)

    /// Arenas of malloc: more than the threads that work at a time only keep memory apart from each other.
    private static let arenas: Int32 = 2

    /// To be called once, first of all.
    static func settle() {
        _ = cmemory_limit_arenas(arenas)
        Task.detached(priority: .background) {
            guard (try? await Task.sleep(for: settling)) != nil else { return }
            _ = cmemory_release_code()
        }
    }
}
