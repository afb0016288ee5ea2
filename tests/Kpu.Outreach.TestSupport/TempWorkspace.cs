using System.Text;

namespace Kpu.Outreach.TestSupport;

/// <summary>A folder for one test, deleted with it; starts as a small workspace without any problem.</summary>
public sealed class TempWorkspace : IDisposable
{
    private static int s_number;

    private TempWorkspace()
    {
        Root = Path.Combine(Path.GetTempPath(), $"kpu-outreach-{Environment.ProcessId}-{Interlocked.Increment(ref s_number)}");
        if (Directory.Exists(Root)) Directory.Delete(Root, recursive: true);
        Directory.CreateDirectory(Root);
    }

    /// <summary>The full path.</summary>
    public string Root { get; }

    /// <summary>An empty folder.</summary>
    public static TempWorkspace Empty() => new();

    /// <summary>A workspace of one office, two accounts, a fact, a speaker, two materials and a campaign that no rule complains about (on 2023-11-01).</summary>
    public static TempWorkspace Valid() => new TempWorkspace()
        .Write("outreach.json", """
            {
              "$schema": "https://kpu-outreach.example/schemas/v1/outreach.schema.json",
              "version": 1,
              "name": "KPU Kota Blitar",
              "offices": [ { "code": "35.72", "hashtags": ["KPUKotaBlitar"] } ],
              "accounts": [
                { "key": "laman", "channel": "static-site", "office": "35.72", "settings": { "folder": "laman" } },
                { "key": "instagram", "channel": "instagram", "office": "35.72", "credential": "env:BLITAR_INSTAGRAM" }
              ],
              "partners": [ { "id": "diskominfotik", "name": "Diskominfotik Kota Blitar", "kind": "communicationAgency" } ],
              "stations": [ { "id": "mahardhika", "name": "Radio Mahardhika", "partner": "diskominfotik" } ],
              "calendars": [ "pemilu-2024" ],
              "policies": { "approval": { "mode": "byPlanning" }, "missingAltText": "warning" }
            }
            """)
        .Write("facts.json", """
            { "version": 1, "facts": [
              { "id": "hari-pemungutan", "type": "date", "value": "2024-02-14", "source": "PKPU 3/2022", "status": "verified", "verifiedBy": "Kasubbag Teknis", "verifiedOn": "2022-11-01" }
            ] }
            """)
        .Write("speakers.json", """
            { "version": 1, "speakers": [ { "id": "anggota", "name": "Anggota Divisi Sosdiklih", "institution": "KPU Kota Blitar" } ] }
            """)
        .Write("campaigns/tahapan.json", """
            {
              "version": 1,
              "id": "tahapan",
              "title": "Tahapan Pemilu 2024",
              "purpose": ["socialization", "voterEducation"],
              "offices": ["35.72"],
              "period": { "start": "2023-11-10", "end": "2024-02-14" },
              "calendar": "pemilu-2024",
              "stages": ["campaign", "voting"],
              "targets": [ { "id": "pemula", "segment": "firstTimeVoters", "regions": ["35.72"], "formats": ["signLanguageVideo"] } ],
              "learningGoals": ["Pemilih tahu kapan dan di mana memilih"],
              "activities": [
                { "id": "umum", "method": "socialMedia", "when": "2023-12-14T09:00", "targets": ["pemula"], "materials": ["hari-h"], "accounts": ["*"], "stagger": "PT5M" },
                { "id": "pelatihan", "method": "training", "when": "2023-11-30T09:00", "duration": "PT3H", "targets": ["pemula"], "speakers": ["anggota"] }
              ]
            }
            """)
        .Write("materials/hari-h.md", """
            ---
            id: hari-h
            title: Hari pemungutan suara
            summary: Datang ke TPS pada {fact:hari-pemungutan}.
            kind: electoralInformation
            form: article
            language: id
            hashtags: [Pemilu2024]
            ---

            Datanglah ke TPS pada {fact:hari-pemungutan}. Dasarnya PKPU 3/2022.

            ## @instagram

            Catat harinya: {fact:hari-pemungutan|short}!

            ## @instagram @jv
            Based on: @instagram
            Title: Dina coblosan

            Aja lali ya.
            """);

    /// <summary>Writes a file over what is there.</summary>
    public TempWorkspace Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file over what is there.</summary>
    public TempWorkspace Write(string path, byte[] bytes)
    {
        var full = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return this;
    }

    /// <summary>Replaces text in a file; the text must be there.</summary>
    public TempWorkspace Replace(string path, string old, string now)
    {
        var text = File.ReadAllText(PathOf(path));
        if (!text.Contains(old, StringComparison.Ordinal)) throw new ArgumentException($"{path} does not contain: {old}", nameof(old));
        return Write(path, text.Replace(old, now, StringComparison.Ordinal));
    }

    /// <summary>Deletes a file.</summary>
    public TempWorkspace Delete(string path)
    {
        File.Delete(PathOf(path));
        return this;
    }

    /// <summary>Makes a symbolic link.</summary>
    public TempWorkspace Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.CreateSymbolicLink(PathOf(path), target);
        return this;
    }

    /// <summary>The full path of a file.</summary>
    public string PathOf(string path) => Path.Combine(Root, path);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
