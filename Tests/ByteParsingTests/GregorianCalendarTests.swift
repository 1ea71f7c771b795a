import ByteParsing
import Testing

struct GregorianCalendarTests {
    /// Computed by GNU date: `date -u -d DAY +%s` divided by 86,400.
    @Test(arguments: [
        (1970, 1, 1, 0), (1969, 12, 31, -1), (1900, 2, 28, -25_509), (1900, 3, 1, -25_508),
        (2000, 2, 29, 11_016),
        (2000, 3, 1, 11_017), (2024, 2, 29, 19_782), (2038, 1, 19, 24_855), (2100, 3, 1, 47_541),
        (9999, 12, 31, 2_932_896),
    ])
    func `days are those of the calendar`(_ year: Int64, _ month: Int64, _ day: Int64, _ days: Int64) {
        #expect(GregorianCalendar.daysSince1970(year: year, month: month, day: day) == days)
    }
}
