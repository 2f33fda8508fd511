import CMosquitto

/// The C library as a whole: made ready once in the life of the process, never cleaned up.
enum MQTTLibrary {
    private static let initialised: Int32 = mosquitto_lib_init()

    static func prepare() { _ = initialised }
}
