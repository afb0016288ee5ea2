using System.Collections.Frozen;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Campaigns;

/// <summary>A row of the office table: the office and the short names people use for it.</summary>
internal sealed record OfficeRow(Office Office, IReadOnlyList<string> Aliases);

/// <summary>Reads the office table: one header line, then a line for each office, fields parted by commas, lists by bars; no field needs quoting.</summary>
internal static class OfficeTable
{
    internal const string Header = "code,name,kind,province_code,time_zone,website_host,former_codes,host_evidence,aliases";

    private const string Resource = "Kpu.Outreach.Campaigns.Data.offices.csv";

    private static readonly FrozenDictionary<string, OfficeKind> Kinds = new Dictionary<string, OfficeKind>
    {
        ["national"] = OfficeKind.National,
        ["province"] = OfficeKind.Province,
        ["kabupaten"] = OfficeKind.Regency,
        ["kota"] = OfficeKind.City,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, HostEvidence> Evidence = new Dictionary<string, HostEvidence>
    {
        ["none"] = HostEvidence.None,
        ["inferred"] = HostEvidence.Inferred,
        ["listed"] = HostEvidence.Listed,
        ["seen"] = HostEvidence.Seen,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The rows shipped with the library.</summary>
    internal static IReadOnlyList<OfficeRow> ReadShipped()
    {
        using var stream = typeof(OfficeTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return Read(reader);
    }

    /// <summary>Reads a table.</summary>
    /// <exception cref="FormatException">A line is broken; the message names it.</exception>
    internal static IReadOnlyList<OfficeRow> Read(TextReader reader)
    {
        if (reader.ReadLine() != Header) throw Broken(1, "the header differs");
        var rows = new List<OfficeRow>(553);
        for (var number = 2; reader.ReadLine() is { } line; number++) rows.Add(ReadRow(line, number));
        return rows;
    }

    private static OfficeRow ReadRow(string line, int number)
    {
        var fields = line.Split(',');
        if (fields.Length != 9) throw Broken(number, $"{fields.Length} fields instead of 9");
        if (!OfficeCode.TryParse(fields[0], out var code)) throw Broken(number, $"'{fields[0]}' is no office code");
        if (fields[1].Length == 0) throw Broken(number, "the name is empty");
        if (!Kinds.TryGetValue(fields[2], out var kind)) throw Broken(number, $"'{fields[2]}' is no kind");
        if (KindOf(code) != kind) throw Broken(number, $"the code {code} is not that of a {fields[2]}");
        if (fields[3] != (kind == OfficeKind.National ? "" : code.Value[..2])) throw Broken(number, $"'{fields[3]}' is not the province of {code}");
        if (IndonesianZone.Find(fields[4]) is not { } zone) throw Broken(number, $"'{fields[4]}' is no Indonesian time zone");
        if (!Evidence.TryGetValue(fields[7], out var evidence)) throw Broken(number, $"'{fields[7]}' is no evidence");
        if ((fields[5].Length == 0) != (evidence == HostEvidence.None)) throw Broken(number, "host and evidence disagree");
        var office = new Office
        {
            Code = code,
            Name = fields[1],
            Kind = kind,
            Zone = zone,
            Host = fields[5].Length == 0 ? null : fields[5],
            HostEvidence = evidence,
            FormerCodes = [.. List(fields[6]).Select(f => OfficeCode.TryParse(f, out var former) ? former : throw Broken(number, $"'{f}' is no office code"))],
        };
        return new OfficeRow(office, List(fields[8]));
    }

    private static string[] List(string field) => field.Length == 0 ? [] : field.Split('|');

    private static OfficeKind KindOf(OfficeCode code) => code.Value.Length switch
    {
        2 => code == OfficeCode.National ? OfficeKind.National : OfficeKind.Province,
        _ => code.Value[3] >= '7' ? OfficeKind.City : OfficeKind.Regency,
    };

    private static FormatException Broken(int line, string why) => new($"The office table is broken in line {line}: {why}.");
}
