// swift-tools-version: 6.1
import PackageDescription

/// Settings every target of ours shares: Swift 6 mode comes with the tools version.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let http = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioConcurrency = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
/// What the HTTP edge is made of below the router: TLS, HTTP/2, the version-independent parts of both, and packed bodies.
let wire: [Target.Dependency] = [
    .product(name: "NIOTLS", package: "swift-nio"),
    nioSSL,
    .product(name: "NIOHTTP2", package: "swift-nio-http2"),
    .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
    .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
    .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
]
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

/// A room of the house: a library target under `Sources/` and what it may import.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: house)
}

/// The tests of one room.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["OpsTestSupport"], swiftSettings: house)
}

let package = Package(
    name: "opstui",
    products: [.executable(name: "opstui", targets: ["OpsCommand"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // C libraries: a header each, no logic but what Swift cannot say.
        .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        .target(name: "CHiredis", linkerSettings: [.linkedLibrary("hiredis")]),
        .target(name: "CXattr"),
        .target(name: "CSignals"),
        .target(name: "CMemory"),
        .target(name: "CMosquitto", linkerSettings: [.linkedLibrary("mosquitto")]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),

        // The rooms, from the ground up.
        room("OpsCore", [crypto]),
        room("OpsFiles", ["CXattr"]),
        room("OpsMetrics", [metrics, yams]),
        room("OpsTerminal", ["CNcurses"]),
        room("OpsMQTT", ["CMosquitto"]),
        room("OpsRedis", ["CHiredis"]),
        room("OpsStorage", ["CPostgres", grdb]),
        room("OpsChildren", [log]),
        room("OpsPlant", ["OpsCore", "OpsMQTT", yams]),
        room("OpsClient", ["OpsCore", http, nio, nioHTTP1, nioSSL]),
        room(
            "OpsTUI", ["OpsClient", "OpsCore", "OpsMQTT", "OpsMetrics", "OpsTerminal", yams],
            resources: [.embedInCode("Resources/default.yaml")]),
        room(
            "OpsServer",
            [
                "OpsCore", "OpsFiles", "OpsMetrics", "OpsMQTT", "OpsRedis", "OpsStorage", crypto, http, hummingbird,
                hummingbirdCore, lifecycle, log, metrics, nio, nioConcurrency, nioHTTP1, nioPosix, yams,
            ] + wire, resources: [.embedInCode("Resources/opstui.rules.yml"), .embedInCode("Resources/slo.yml")]),
        room(
            "OpsDemo",
            [
                "OpsChildren", "OpsClient", "OpsCore", "OpsPlant", "OpsServer", http, hummingbird, log, nio, nioHTTP1,
            ],
            resources: [
                .embedInCode("Resources/demo.rules.yml"), .embedInCode("Resources/demo.slo.yml"),
                .embedInCode("Resources/plant.rules.yml"),
            ]),
        .executableTarget(
            name: "OpsCommand",
            dependencies: [
                "CMemory", "CSignals", "OpsClient", "OpsCore", "OpsDemo", "OpsFiles", "OpsMetrics", "OpsPlant",
                "OpsServer", "OpsTUI", "OpsTerminal", arguments, log,
            ], swiftSettings: house),

        // Measurements that need the rooms' own code.
        .target(name: "CHeap", path: "bench/CHeap"),
        .executableTarget(
            name: "StoreBench", dependencies: ["CHeap", "OpsMetrics"], path: "bench/StoreBench", swiftSettings: house),
        .executableTarget(
            name: "KeyCheck", dependencies: ["CHeap", "OpsCore"], path: "bench/KeyCheck", swiftSettings: house),
        .executableTarget(
            name: "RegistryCost", dependencies: ["OpsMetrics", metrics], path: "bench/RegistryCost",
            swiftSettings: house),
        .executableTarget(
            name: "QueryTimes", dependencies: ["OpsMetrics"], path: "bench/QueryTimes", swiftSettings: house),

        // Tests mirror the rooms; the contract tests drive the built binary.
        .target(
            name: "OpsTestSupport", dependencies: ["OpsChildren"], path: "Tests/OpsTestSupport", swiftSettings: house),
        tests("OpsCoreTests", ["OpsCore", "OpsChildren"]),
        tests("OpsMetricsTests", ["OpsMetrics"]),
        tests("OpsTerminalTests", ["OpsTerminal"]),
        tests("OpsMQTTTests", ["OpsMQTT", "OpsChildren"]),
        tests("OpsRedisTests", ["OpsRedis", "OpsChildren"]),
        tests("OpsStorageTests", ["OpsStorage", "OpsChildren"]),
        tests("OpsChildrenTests", ["OpsChildren"]),
        tests("OpsPlantTests", ["OpsPlant", "OpsCore", "OpsMQTT", "OpsChildren"]),
        tests("OpsTUITests", ["OpsTUI", "OpsClient", "OpsCore", "OpsMQTT", "OpsTerminal"]),
        tests(
            "OpsServerTests",
            [
                "OpsServer", "OpsCore", "OpsFiles", "OpsMetrics", "OpsMQTT", "OpsRedis", "OpsStorage", "OpsChildren",
                "OpsPlant",
                http,
                hummingbird, log, nio, nioHTTP1, nioPosix, nioSSL,
            ]),
        tests("OpsClientTests", ["OpsClient", "OpsCore"]),
        tests("OpsDemoTests", ["OpsDemo", "OpsClient", "OpsCore"]),
        tests(
            "FaultTests",
            [
                "OpsCore", "OpsMQTT", "OpsPlant", "OpsChildren", http, nio, nioConcurrency, nioHTTP1, nioPosix,
            ]),
        tests("ContractTests", ["OpsCore", "OpsClient", "OpsChildren", http]),
    ]
)
