using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Json;
using Kpu.Outreach.Primitives;

namespace Kpu.Outreach.Documents;

/// <summary>What was made of a new workspace.</summary>
/// <param name="Files">The files written, relative to the folder, sorted; none after a problem.</param>
/// <param name="Problems">Why nothing, or not everything, was written.</param>
/// <remarks>Immutable.</remarks>
public sealed record ScaffoldResult(IReadOnlyList<string> Files, IReadOnlyList<Problem> Problems);

/// <summary>Makes a small valid workspace to begin with: a continuing campaign with one material, due at once, on a website in a folder. Thread-safe.</summary>
public static class WorkspaceScaffold
{
    private const string SchemasFolder = "schemas";

    /// <summary>Writes a new workspace with its schemas. Nothing that exists is overwritten: then nothing is written at all.</summary>
    /// <param name="folder">The folder; made when missing.</param>
    /// <param name="office">The office it is for; null for KPU RI.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>The files written, or the problems.</returns>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is empty, or no office has the code.</exception>
    /// <exception cref="OperationCanceledException">Writing was stopped.</exception>
    public static async Task<ScaffoldResult> CreateAsync(string folder, OfficeCode? office = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var of = OfficeDirectory.Default.Find(office ?? OfficeCode.National) ?? throw new ArgumentException($"There is no office {office}.", nameof(office));
        var files = Documents(of);
        foreach (var name in WorkspaceSchemas.Names) files[$"{SchemasFolder}/{name}.schema.json"] = await SchemaAsync(name, cancellationToken).ConfigureAwait(false);
        var existing = files.Keys.Where(f => File.Exists(Path.Combine(folder, f))).ToList();
        if (existing.Count > 0) return new ScaffoldResult([], [.. existing.Select(f => Problem.Error(DocumentProblems.ScaffoldExists, new Place(f), f))]);
        var written = new List<string>();
        foreach (var (file, text) in files)
        {
            var path = Path.Combine(folder, file);
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                await using (stream.ConfigureAwait(false))
                {
                    var writer = new StreamWriter(stream);
                    await using (writer.ConfigureAwait(false)) await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new ScaffoldResult(written, [Problem.Error(JsonProblems.FileUnwritable, new Place(file), path)]);
            }
            written.Add(file);
        }
        return new ScaffoldResult(written, []);
    }

    private static async Task<string> SchemaAsync(string name, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(WorkspaceSchemas.Open(name));
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    private static SortedDictionary<string, string> Documents(Office office) => new(StringComparer.Ordinal)
    {
        ["outreach.json"] = $$"""
            {
              "$schema": "schemas/outreach.schema.json",
              "version": 1,
              "name": "{{office.Title}}",
              "offices": [ { "code": "{{office.Code}}" } ],
              "accounts": [
                { "key": "laman", "channel": "static-site", "office": "{{office.Code}}", "settings": { "folder": "laman", "baseUrl": "https://{{office.Host ?? "www.kpu.go.id"}}/" } }
              ],
              "policies": { "approval": { "mode": "byPlanning" }, "missingAltText": "warning" }
            }

            """,
        ["facts.json"] = """
            {
              "$schema": "schemas/facts.schema.json",
              "version": 1,
              "facts": [
                { "id": "dasar-hukum", "type": "rule", "value": "Pasal 448 Undang-Undang Nomor 7 Tahun 2017", "source": "UU 7/2017", "status": "verified", "verifiedBy": "Contoh dari outreach init" }
              ]
            }

            """,
        ["speakers.json"] = """
            {
              "$schema": "schemas/speakers.schema.json",
              "version": 1,
              "speakers": []
            }

            """,
        ["campaigns/cek-dpt.json"] = $$"""
            {
              "$schema": "../schemas/campaign.schema.json",
              "version": 1,
              "id": "cek-dpt",
              "title": "Cek nama di daftar pemilih",
              "purpose": ["socialization"],
              "offices": ["{{office.Code}}"],
              "targets": [ { "id": "pemilih", "segment": "generalPublic" } ],
              "activities": [
                { "id": "laman-1", "method": "onlineChannels", "targets": ["pemilih"], "materials": ["cek-dpt"], "accounts": ["laman"] }
              ]
            }

            """,
        ["materials/cek-dpt.md"] = """
            ---
            id: cek-dpt
            title: Sudah terdaftar sebagai pemilih?
            summary: Pastikan nama Anda tercantum dalam daftar pemilih.
            kind: electoralInformation
            form: article
            language: id
            hashtags: [CekDPT]
            ---

            Pastikan nama Anda tercantum dalam daftar pemilih.

            Belum terdaftar? Hubungi kantor kelurahan atau desa, atau datang ke kantor KPU terdekat dengan membawa KTP elektronik.

            Sosialisasi ini bagian dari partisipasi masyarakat menurut {fact:dasar-hukum}.

            """,
    };
}
