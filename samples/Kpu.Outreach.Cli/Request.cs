using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Kpu.Outreach.Cli;

/// <summary>What was asked for, beside the command itself.</summary>
internal sealed record Request
{
    public required string Folder { get; init; }

    public string? Campaign { get; init; }

    public string? Account { get; init; }

    public LedgerChoice? Ledger { get; init; }

    public DateTimeOffset? Rehearse { get; init; }

    public TimeSpan? For { get; init; }

    public string? Plugins { get; init; }
}

/// <summary>Where the ledger is kept: in a file, in the database that a variable of the environment names, or, without both, in memory.</summary>
internal sealed record LedgerChoice(string? Path, string? Variable = null);

/// <summary>Reads what people write in options.</summary>
internal static partial class Values
{
    /// <summary>An instant with its offset, so that nobody has to guess the zone.</summary>
    public static DateTimeOffset? Instant(string text) =>
        Offset().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant : null;

    /// <summary>A duration: <c>PT10M</c>, <c>30s</c>, <c>10m</c>, <c>2h</c>, <c>1d</c>.</summary>
    public static TimeSpan? Duration(string text)
    {
        if (Short().Match(text) is { Success: true } match && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return match.Groups[2].Value switch
            {
                "s" => TimeSpan.FromSeconds(number),
                "m" => TimeSpan.FromMinutes(number),
                "h" => TimeSpan.FromHours(number),
                _ => TimeSpan.FromDays(Math.Min(number, 10_000)),
            };
        }

        try
        {
            return text.StartsWith('P') && XmlConvert.ToTimeSpan(text) is var span && span <= TimeSpan.FromDays(10_000) ? span : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?(Z|[+-]\d{2}:\d{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Offset();

    [GeneratedRegex(@"^(\d{1,9})([smhd])$", RegexOptions.CultureInvariant)]
    private static partial Regex Short();
}
