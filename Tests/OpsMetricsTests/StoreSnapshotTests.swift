import Foundation
import Testing

@testable import OpsMetrics

@Suite("A restart does not blank the graphs")
struct StoreSnapshotTests {
    private func filled(_ seconds: Int64 = 300) -> SeriesStore {
        let store = SeriesStore(
            configuration: StoreConfiguration(fullResolution: .seconds(100), retention: .seconds(100_000)))
        for second in 0..<seconds {
            store.append(Labels(name: "a", [("x", "1")]), at: second * 1_000, Double(second) / 10)
            store.append(Labels(name: "b"), at: second * 1_000, second == 200 ? Staleness.marker : 5)
        }
        return store
    }

    private func bytes(_ store: SeriesStore) -> [UInt8] {
        var bytes: [UInt8] = []
        store.snapshot { bytes += $0 }
        return bytes
    }

    private func samples(_ store: SeriesStore) -> [Series] {
        store.select([], from: .min, through: .max).sorted { $0.labels < $1.labels }
    }

    @Test("through a file and back, and on")
    func file() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let (store, other) = (filled(2_000), SeriesStore(configuration: StoreConfiguration()))
        let file = StoreSnapshotFile(path: directory.appending(path: "series").path)
        #expect(try file.restore(into: other, at: 0) == nil)
        try file.write(store)
        try file.write(store)
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(throws: SnapshotError.tooLarge(limitBytes: 99)) {
            try file.restore(into: other, at: 2_000_000, limitBytes: 99)
        }
        #expect(try file.restore(into: other, at: 2_000_000)?.seriesCount == 2)
        let (found, wanted) = (samples(other), samples(store))
        #expect(found.map(\.labels) == wanted.map(\.labels))
        for (one, two) in zip(found, wanted) {
            #expect(one.samples.map(\.milliseconds) == two.samples.map(\.milliseconds))
            #expect(one.samples.map(\.value.bitPattern) == two.samples.map(\.value.bitPattern))
        }
        #expect(other.append(Labels(name: "b"), at: 2_000_000, 1))
        #expect(!other.append(Labels(name: "b"), at: 1_999_000, 1))
    }

    @Test("what is older than the retention stays away")
    func retention() throws {
        let other = SeriesStore(configuration: StoreConfiguration(retention: .seconds(100)))
        _ = try other.restore(from: bytes(filled()), at: 350_000)
        #expect(samples(other).first?.samples.first?.milliseconds == 250_000)
    }

    @Test("a full store comes back whole; under a lowered limit the reserve stays free for the server's own")
    func reserve() throws {
        let store = SeriesStore(configuration: StoreConfiguration(seriesLimit: 50, reservedSeries: 5))
        for number in 0..<50 { store.append(Labels(name: "a", [("x", "\(number)")]), at: 1_000, 1) }
        for (limit, restored, isFree) in [(50, 50, false), (40, 36, true)] {
            let other = SeriesStore(configuration: StoreConfiguration(seriesLimit: limit, reservedSeries: 4))
            #expect(try other.restore(from: bytes(store), at: 2_000).seriesCount == restored)
            #expect(other.append(Labels(name: "own"), at: 3_000, 1) == isFree)
        }
    }

    @Test("cut at any place or changed in any bit it is refused, with a reason and without a sample")
    func damaged() {
        let whole = bytes(filled(20))
        for place in whole.indices {
            let store = SeriesStore()
            #expect(throws: SnapshotError.self) { try store.restore(from: Array(whole[..<place]), at: 30_000) }
            var changed = whole
            changed[place] ^= 1 << UInt8(place % 8)
            #expect(throws: SnapshotError.self) { try store.restore(from: changed, at: 30_000) }
            #expect(store.statistics.seriesCount == 0)
        }
        var other = whole
        other[7] = 2
        #expect(throws: SnapshotError.version(2)) { try SeriesStore().restore(from: other, at: 0) }
    }

    @Test("damaged where the checksum fits again: refused or read, and what is read is in order")
    func forged() throws {
        let whole = bytes(filled(300))
        let header = SnapshotFormat.magic.count + 8
        // The parts: magic, one with both series, an empty one.
        let body = Array(whole[header..<whole.count - 8])
        var refused = 0
        for place in body.indices {
            for change: UInt8 in [1, 0x80, 0xFF] {
                var changed = body
                changed[place] ^= change
                let forged = SnapshotFormat.magic + SnapshotFormat.part(changed) + SnapshotFormat.part([])
                let store = SeriesStore(configuration: StoreConfiguration(retention: .seconds(1 << 40)))
                do {
                    _ = try store.restore(from: forged, at: .max)
                } catch {
                    refused += 1
                    #expect(store.statistics.seriesCount == 0)
                }
                for series in samples(store) {
                    let times = series.samples.map(\.milliseconds)
                    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
                }
            }
        }
        #expect(refused > body.count / 2)
    }
}
