namespace Kpu.Outreach.Primitives;

/// <summary>Codes that more than one room raises.</summary>
internal static class CommonProblems
{
    public const string TooMany = "problems-too-many";
    public const string WordUnknown = "word-unknown";
    public const string PeriodReversed = "period-reversed";
    public const string OfficeUnknown = "office-unknown";
    public const string CalendarUnknown = "calendar-unknown";
    public const string DateUnreal = "date-unreal";
    public const string OutOfRange = "value-out-of-range";
}
