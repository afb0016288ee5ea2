using System.Collections.Frozen;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Campaigns;

/// <summary>What a name was found to mean.</summary>
/// <param name="Candidates">All offices the name may mean, in the order of their codes: none, one or several.</param>
/// <remarks>Immutable; equal when the lists are the same list.</remarks>
public sealed record OfficeMatch(IReadOnlyList<Office> Candidates)
{
    /// <summary>The office, when the name means just one; null when it means none or several.</summary>
    public Office? Office => Candidates.Count == 1 ? Candidates[0] : null;

    /// <summary>Whether the name means several offices, such as a bare <c>Blitar</c>: ask, never guess.</summary>
    public bool IsAmbiguous => Candidates.Count > 1;
}

/// <summary>All offices of KPU: KPU RI, 38 provinces, 416 regencies and 98 cities, with their codes, names, time zones and hosts (Kepmendagri 300.2.2-2430/2025; Keppres 41/1987).</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class OfficeDirectory
{
    private static readonly Lazy<OfficeDirectory> Shipped = new(() => new OfficeDirectory(OfficeTable.ReadShipped()));

    private readonly FrozenDictionary<OfficeCode, Office> _byCode;
    private readonly FrozenDictionary<string, Office> _byHost;
    private readonly FrozenDictionary<OfficeCode, Office[]> _children;
    private readonly FrozenDictionary<string, Office[]> _byName;

    internal OfficeDirectory(IReadOnlyList<OfficeRow> rows)
    {
        Office[] all = [.. rows.Select(r => r.Office).OrderBy(o => o.Code)];
        All = Array.AsReadOnly(all);
        _byCode = all
            .SelectMany(o => o.FormerCodes.Prepend(o.Code), (office, code) => (code, office))
            .ToFrozenDictionary(p => p.code, p => p.office);
        _byHost = all.Where(o => o.Host is not null).ToFrozenDictionary(o => o.Host!, StringComparer.OrdinalIgnoreCase);
        _children = all
            .Where(o => o.Code.Parent is not null)
            .GroupBy(o => o.Code.Parent!.Value)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray());
        _byName = rows
            .SelectMany(NamesOf, (row, name) => (name, row.Office))
            .Distinct()
            .GroupBy(p => p.name, p => p.Office)
            .ToFrozenDictionary(g => g.Key, g => g.OrderBy(o => o.Code).ToArray(), StringComparer.Ordinal);
    }

    /// <summary>The offices shipped with the library; read once, on first use.</summary>
    public static OfficeDirectory Default => Shipped.Value;

    /// <summary>All 553 offices in the order of their codes, KPU RI first.</summary>
    public IReadOnlyList<Office> All { get; }

    /// <summary>The office with a code, or with a code it had before, such as 91.01 for Merauke.</summary>
    /// <param name="code">The current or a former code.</param>
    /// <returns>The office, or null.</returns>
    public Office? Find(OfficeCode code) => _byCode.GetValueOrDefault(code);

    /// <summary>The offices directly below one: the provinces below KPU RI, the regencies and cities below a province.</summary>
    /// <param name="code">The code of the office above.</param>
    /// <returns>The offices in the order of their codes; empty for a regency, a city or an unknown code.</returns>
    public IReadOnlyList<Office> ChildrenOf(OfficeCode code) => _children.TryGetValue(code, out var children) ? Array.AsReadOnly(children) : [];

    /// <summary>The office's short name for files and keys, unique among all offices: <c>kota-medan</c>, <c>kab-nias</c>, <c>prov-sumut</c>, <c>kpu-ri</c>.</summary>
    /// <param name="office">The office.</param>
    /// <returns>Lower-case letters, digits and hyphens; <see cref="FindByName"/> finds the office by it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="office"/> is null.</exception>
    public string SlugOf(Office office)
    {
        ArgumentNullException.ThrowIfNull(office);
        var words = OfficeName.Words(office.Name).Where(w => w is not ("kabupaten" or "administrasi")).ToList();
        return office.Kind switch
        {
            OfficeKind.National => "kpu-ri",
            // In Aceh the office is called KIP and its host begins so; the province is still Aceh.
            OfficeKind.Province when office.Host is { } host && !host.StartsWith("kip", StringComparison.Ordinal) => "prov-" + host.Split('.')[0],
            OfficeKind.Province => "prov-" + string.Join('-', words),
            OfficeKind.Regency => "kab-" + string.Join('-', words),
            _ => string.Join('-', words),
        };
    }

    /// <summary>Looks an office up by name. Case, spaces, hyphens, the word "dan" and the words before the name (KPU, KIP, Provinsi, Kabupaten, Kab., Kota, Administrasi) are read as people mean them, and common short names such as TTS, OKU, Pangkep, Polman or Jatim are known.</summary>
    /// <param name="name">The name, such as <c>KPU Kabupaten Gunung Kidul</c>.</param>
    /// <returns>The office; or all offices the name may mean, such as regency and city for a bare <c>Blitar</c>; or none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public OfficeMatch FindByName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var wanted = OfficeName.Of(name);
        if (_byName.TryGetValue(wanted.Base, out var found))
        {
            if (wanted.Kind is { } kind) found = [.. found.Where(o => o.Kind == kind)];
            if (found.Length > 0) return new OfficeMatch(Array.AsReadOnly(found));
        }

        return _byName.TryGetValue(wanted.Whole, out found) ? new OfficeMatch(Array.AsReadOnly(found)) : new OfficeMatch([]);
    }

    /// <summary>The office with a web host, ignoring case.</summary>
    /// <param name="host">The host, such as <c>kota-blitar.kpu.go.id</c>, without scheme or path.</param>
    /// <returns>The office, or null.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="host"/> is null.</exception>
    public Office? FindByHost(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return _byHost.GetValueOrDefault(host);
    }

    private static IEnumerable<string> NamesOf(OfficeRow row)
    {
        foreach (var text in row.Aliases.Prepend(row.Office.Name))
        {
            var name = OfficeName.Of(text);
            yield return name.Base;

            // Written together, as in hashtags: kotablitar, kabblitar.
            foreach (var prefix in PrefixesOf(row.Office.Kind)) yield return prefix + name.Base;
        }
    }

    private static string[] PrefixesOf(OfficeKind kind) => kind switch
    {
        OfficeKind.Province => ["provinsi", "prov"],
        OfficeKind.Regency => ["kabupaten", "kab"],
        OfficeKind.City => ["kota"],
        _ => ["kpu"],
    };
}
