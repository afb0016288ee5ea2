using FsCheck;
using FsCheck.Fluent;
using Kpu.Outreach.Documents;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.TestSupport;
using Kpu.Outreach.Validation;

namespace Kpu.Outreach.Tests.Documents;

/// <summary>Whatever happens to the bytes of a workspace, reading and validating end with problems, never with an exception.</summary>
public sealed class DamagedWorkspaceTests
{
    private static readonly string[] Files = ["outreach.json", "facts.json", "speakers.json", "campaigns/tahapan.json", "materials/hari-h.md"];

    private static readonly byte[][] Pieces =
    [
        [0], [0xFF], [.. "\""u8], [.. "{"u8], [.. "["u8], [.. "}"u8], [.. ",,"u8], [.. "\n---\n"u8], [.. "\n## @x\n"u8], [.. "{fact:"u8], [.. ": "u8], [.. "\r"u8], [.. "\t"u8],
        [.. "9999999999999999999999"u8], [.. "null"u8], [.. "\\ud800"u8], [.. "9999-12-31T23:59"u8], [.. "0001-01-01"u8], [.. "&a *a"u8], [.. "\"@\":"u8],
    ];

    private static Gen<Action<TempWorkspace>> Damage() =>
        from file in Gen.Elements(Files)
        from kind in Gen.Choose(0, 3)
        from at in Gen.Choose(0, 10_000)
        from length in Gen.Choose(1, 40)
        from piece in Gen.Elements(Pieces)
        select (Action<TempWorkspace>)(w =>
        {
            var bytes = File.ReadAllBytes(w.PathOf(file));
            var start = at % (bytes.Length + 1);
            var end = Math.Min(bytes.Length, start + length);
            w.Write(file, kind switch
            {
                0 => bytes[..start],
                1 => [.. bytes[..start], .. bytes[end..]],
                2 => [.. bytes[..start], .. piece, .. bytes[end..]],
                _ => [.. bytes[..start], .. piece, .. bytes[start..]],
            });
        });

    [Fact]
    public void Nothing_is_thrown()
    {
        using var workspace = TempWorkspace.Valid();
        var good = Files.ToDictionary(f => f, f => File.ReadAllBytes(workspace.PathOf(f)));
        Prop.ForAll(Damage().ListOf(3).ToArbitrary(), damages =>
        {
            foreach (var (file, bytes) in good) workspace.Write(file, bytes);
            foreach (var damage in damages) damage(workspace);
            var reading = WorkspaceReader.ReadAsync(workspace.Root).GetAwaiter().GetResult();
            var report = CampaignValidator.Validate(reading.Model, reading.Places, new ValidationContext { Now = new(2023, 11, 1, 0, 0, 0, TimeSpan.Zero), Found = reading.Problems, IsPartial = reading.IsPartial });
            return report.Problems.All(p => p.Place != Place.Unknown && p.Place.File is not null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Theory]
    [InlineData("[", 1)]
    [InlineData("- ", 1)]
    [InlineData("{a: ", 1)]
    [InlineData("? ", 1)]
    [InlineData("a:\n", 1)]
    [InlineData("a\n", 1)]
    [InlineData("\"", 1)]
    [InlineData("{fact:x}", 2)]
    [InlineData("1 Mei ", 2)]
    [InlineData("## @x\n", 2)]
    public async Task A_material_of_one_megabyte_of_the_same_is_read_to_the_end(string piece, int part)
    {
        // What is quadratic would take hours; the test run's own limit is the judge.
        using var workspace = TempWorkspace.Valid();
        var much = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        workspace.Write("materials/besar.md", part == 1 ? $"---\n{much}\n---\nIsi." : $"---\nid: besar\ntitle: Besar\n---\n{much}");
        var reading = await WorkspaceReader.ReadAsync(workspace.Root);
        var report = CampaignValidator.Validate(reading.Model, reading.Places, new ValidationContext { Now = new(2023, 11, 1, 0, 0, 0, TimeSpan.Zero), Found = reading.Problems });
        Assert.Contains(report.Problems, p => p.Place.File == "materials/besar.md");
    }

    [Fact]
    public async Task A_large_document_of_unknown_members_is_cut_off()
    {
        using var workspace = TempWorkspace.Valid();
        workspace.Write("facts.json", "{" + string.Join(',', Enumerable.Range(0, 900_000).Select(i => $"\"facts{i}\":1")) + "}");
        var reading = await WorkspaceReader.ReadAsync(workspace.Root);
        Assert.Equal(201, reading.Problems.Count(p => p.Place.File == "facts.json"));
    }

    [Theory, InlineData("outreach.json"), InlineData("facts.json"), InlineData("campaigns/tahapan.json"), InlineData("materials/hari-h.md")]
    public async Task A_file_cut_off_anywhere_is_read_to_the_end(string file)
    {
        using var workspace = TempWorkspace.Valid();
        var bytes = File.ReadAllBytes(workspace.PathOf(file));
        for (var length = 0; length < bytes.TrimEndLength(); length += 7)
        {
            var reading = await WorkspaceReader.ReadAsync(workspace.Write(file, bytes[..length]).Root);
            if (file.EndsWith(".json", StringComparison.Ordinal)) Assert.Equal("json-truncated", Assert.Single(reading.Problems, p => p.Severity == Severity.Error).Code);
        }
    }
}

file static class Bytes
{
    /// <summary>The length without white space at the end.</summary>
    public static int TrimEndLength(this byte[] bytes) => Array.FindLastIndex(bytes, b => b > ' ');
}
