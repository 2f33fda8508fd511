import Logging
import NIOPosix
import OpsCore
import OpsMetrics
import ServiceLifecycle

/// Keeps the series over a restart: a snapshot in the state directory every few minutes and at a clean stop.
///
/// What was restored has ended: it is there for graphs and rates, but no instant query, rule or interlock takes a value
/// from before the start for one of now.
struct SeriesKeeper: Service {
    /// What a crash can cost of the graphs.
    static let every = Duration.seconds(300)

    /// All series but those by which alerts find out since when they have been active: for them an end would mean that the
    /// alert was over before the restart.
    private static let everythingElse = [try? Matcher(Labels.nameLabel, .notEqual, "ALERTS_FOR_STATE")].compactMap(
        \.self)

    let store: SeriesStore
    let file: StoreSnapshotFile
    let clock: any OpsClock
    let logger: Logger

    init(store: SeriesStore, path: String, clock: any OpsClock, logger: Logger) {
        self.store = store
        file = StoreSnapshotFile(path: path)
        self.clock = clock
        self.logger = logger
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while true {
                do { try await Task.sleep(for: Self.every) } catch { return }
                await save()
            }
        }
        // In a task of its own: the last snapshot is written although this one may be cancelled.
        await Task { await save() }.value
    }

    /// Takes up the last snapshot, before the first sample. One that cannot be used is told and left out.
    func restore() async {
        let now = clock.wall.milliseconds
        do {
            let summary = try await NIOThreadPool.singleton.runIfActive { try file.restore(into: store, at: now) }
            // Not now: rules with a query_offset go on before it.
            store.markStale(Self.everythingElse, at: nil)
            guard let summary else { return }
            logger.info(
                "the series of before the start are back",
                metadata: ["series": "\(summary.seriesCount)", "samples": "\(summary.sampleCount)"])
        } catch {
            logger.warning(
                "the series of before the start cannot be used; graphs begin anew", metadata: ["reason": "\(error)"])
        }
    }

    /// Writes a snapshot. One that fails is told; the next is tried in its turn.
    func save() async {
        do {
            try await NIOThreadPool.singleton.runIfActive { try file.write(store) }
        } catch {
            logger.warning("the series could not be written to disk", metadata: ["reason": "\(error)"])
        }
    }
}
