/// Days of the calendar that certificates, records and options name; times of day are their readers' own.
public enum GregorianCalendar {
    /// Days from 1970-01-01 to a day, before it less than 0; `month` and `day` begin with 1.
    public static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        // Years begin in March here, so that the leap day is a year's last.
        let marchYear = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
