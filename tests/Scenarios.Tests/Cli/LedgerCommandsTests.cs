using System.Text.Json;
using Kpu.Outreach.TestSupport;
using Microsoft.Data.Sqlite;

namespace Scenarios.Tests.Cli;

/// <summary>The ledger in the hands of an office: copied, restored, accepted, looked through.</summary>
public sealed class LedgerCommandsTests
{
    [Fact]
    public async Task A_copied_workspace_is_held_until_somebody_accepts_its_ledger()
    {
        using var workspace = await PublishedAsync();
        using var elsewhere = TempWorkspace.Empty();
        Copy(workspace.Root, elsewhere.Root);
        Add(elsewhere, "kabar");

        var (held, refusal) = await Outreach.JsonAsync("publish", elsewhere.Root);
        Assert.Equal((3, "ledger-moved"), (held, Code(refusal)));
        var status = await Outreach.SucceedAsync("status", elsewhere.Root, "--json");
        Assert.Single(JsonDocument.Parse(status.Output).RootElement.EnumerateArray());
        Assert.Contains("ledger-moved", status.Error, StringComparison.Ordinal);
        Assert.Equal(["cek-dpt"], Articles(elsewhere));

        var (accepted, document) = await Outreach.JsonAsync("ledger", "accept", elsewhere.Root, "--by", "Humas", "--why", "Komputer baru");
        Assert.Equal((0, true, "ledger-moved", 0), (accepted, document.GetProperty("accepted").GetBoolean(), document.GetProperty("heldFor").GetString(), document.GetProperty("inDoubt").GetInt32()));
        var (code, run) = await Outreach.JsonAsync("publish", elsewhere.Root);
        Assert.Equal((0, 1), (code, run.GetProperty("published").GetInt32()));
        Assert.Equal(["cek-dpt", "kabar"], Articles(elsewhere));

        // The other one is still itself.
        await Outreach.SucceedAsync("publish", workspace.Root);
        Assert.DoesNotContain("ledger-moved", (await Outreach.SucceedAsync("status", workspace.Root)).Error, StringComparison.Ordinal);
        Assert.Contains("tidak ada yang perlu diterima", (await Outreach.SucceedAsync("ledger", "accept", workspace.Root, "--by", "Humas")).Error, StringComparison.Ordinal);
        var (_, trail) = await Outreach.JsonAsync("trail", elsewhere.Root);
        Assert.Contains(trail.EnumerateArray(), e => e.GetProperty("kind").GetString() == "accepted" && e.GetProperty("why").GetString() == "Komputer baru");
    }

    [Fact]
    public async Task Yesterdays_backup_is_held_and_after_it_is_accepted_nothing_stands_there_twice()
    {
        using var workspace = await PublishedAsync();
        var backup = workspace.PathOf("cadangan.db");
        await Outreach.SucceedAsync("ledger", "backup", workspace.Root, backup);
        Add(workspace, "kabar");
        await Outreach.SucceedAsync("publish", workspace.Root);
        var before = Articles(workspace);

        var (restored, document) = await Outreach.JsonAsync("ledger", "restore", workspace.Root, backup);
        Assert.Equal((0, workspace.PathOf(".outreach/ledger.db-replaced-1")), (restored, document.GetProperty("replaced").GetString()));
        Assert.True(File.Exists(workspace.PathOf(".outreach/ledger.db-replaced-1")));
        Assert.True(File.Exists(workspace.PathOf(".outreach/ledger.db-anchor")));
        Assert.False(File.Exists(workspace.PathOf(".outreach/ledger.db-restoring")));
        var held = await Outreach.RunAsync("publish", workspace.Root);
        Assert.True(held.ExitCode == 3, held.ToString());
        Assert.Contains("outreach ledger accept", held.Error, StringComparison.Ordinal);

        await Outreach.SucceedAsync("ledger", "accept", workspace.Root, "--by", "Humas");
        await Outreach.SucceedAsync("publish", workspace.Root);
        Assert.Equal(before, Articles(workspace));
        var (_, again) = await Outreach.JsonAsync("publish", workspace.Root);
        Assert.Equal((0, 0), (again.GetProperty("published").GetInt32(), again.GetProperty("revised").GetInt32()));
        var (_, trail) = await Outreach.JsonAsync("trail", workspace.Root);
        Assert.Single(trail.EnumerateArray(), e => e.GetProperty("kind").GetString() == "outcome" && e.GetProperty("key").GetString() == "cek-dpt/kabar/laman/article/laman-1");
        await Outreach.SucceedAsync("ledger", "verify", workspace.Root);
    }

    [Fact]
    public async Task A_backup_from_before_the_first_publication_is_held_too()
    {
        using var workspace = await Outreach.InitAsync();
        await Outreach.SucceedAsync("hold", workspace.Root, "--by", "Humas");
        await Outreach.SucceedAsync("ledger", "backup", workspace.Root, workspace.PathOf("cadangan.db"));
        await Outreach.SucceedAsync("release", workspace.Root, "1", "--by", "Humas");
        await Outreach.SucceedAsync("publish", workspace.Root);
        await Outreach.SucceedAsync("ledger", "restore", workspace.Root, workspace.PathOf("cadangan.db"));
        var (code, document) = await Outreach.JsonAsync("publish", workspace.Root);
        Assert.Equal((3, "ledger-restored"), (code, Code(document)));
    }

    [Fact]
    public async Task A_lost_ledger_is_not_taken_for_a_new_office()
    {
        using var workspace = await PublishedAsync();
        workspace.Delete(".outreach/ledger.db");
        var (code, document) = await Outreach.JsonAsync("publish", workspace.Root);
        Assert.Equal((3, "ledger-restored"), (code, Code(document)));
    }

    [Fact]
    public async Task A_damaged_ledger_is_replaced_and_a_damaged_backup_replaces_nothing()
    {
        using var workspace = await PublishedAsync();
        await Outreach.SucceedAsync("ledger", "backup", workspace.Root, workspace.PathOf("cadangan.db"));
        var (again, refusal) = await Outreach.JsonAsync("ledger", "backup", workspace.Root, workspace.PathOf("cadangan.db"));
        Assert.Equal((2, "file-exists"), (again, Code(refusal)));
        var ledger = File.ReadAllBytes(workspace.PathOf(".outreach/ledger.db"));

        workspace.Write("rusak.db", [.. ledger.Take(ledger.Length / 2)]);
        workspace.Write("surat.db", "bukan ledger");
        workspace.Write("kosong.db", "");
        foreach (var bad in new[] { "rusak.db", "surat.db", "kosong.db", "tidak-ada.db" })
        {
            var result = await Outreach.RunAsync("ledger", "restore", workspace.Root, workspace.PathOf(bad));
            Assert.True(result.ExitCode == 2, result.ToString());
            Assert.Equal(ledger, File.ReadAllBytes(workspace.PathOf(".outreach/ledger.db")));
        }

        workspace.Write(".outreach/ledger.db", "bukan ledger lagi");
        var (found, damage) = await Outreach.JsonAsync("ledger", "verify", workspace.Root);
        Assert.Equal((2, false, "ledger-damaged"), (found, damage.GetProperty("sound").GetBoolean(), Code(damage)));
        await Outreach.SucceedAsync("ledger", "restore", workspace.Root, workspace.PathOf("cadangan.db"));
        Assert.Equal("bukan ledger lagi", File.ReadAllText(workspace.PathOf(".outreach/ledger.db-replaced-1")));
        await Outreach.SucceedAsync("ledger", "verify", workspace.Root);
        Assert.Equal(3, (await Outreach.RunAsync("publish", workspace.Root)).ExitCode);
    }

    [Fact]
    public async Task The_old_trail_is_archived_and_old_names_are_erased()
    {
        using var workspace = await PublishedAsync();
        await Outreach.SucceedAsync("hold", workspace.Root, "--by", "Humas", "--why", "Uji coba");
        await Outreach.SucceedAsync("release", workspace.Root, "1", "--by", "Humas");
        Assert.Contains("Tidak ada jejak", (await Outreach.SucceedAsync("ledger", "archive", workspace.Root, "--before", "2020-01-01T00:00+07:00", "--by", "Arsiparis")).Error, StringComparison.Ordinal);

        var (code, archived) = await Outreach.JsonAsync("ledger", "archive", workspace.Root, "--before", "2099-01-01T00:00+07:00", "--by", "Arsiparis");
        var file = archived.GetProperty("file").GetString()!;
        Assert.Equal((0, true, workspace.PathOf(".outreach/archive")), (code, archived.GetProperty("archivedLinks").GetInt64() > 1, Path.GetDirectoryName(file)));
        var (sound, findings) = await Outreach.JsonAsync("ledger", "verify", workspace.Root);
        Assert.Equal((0, true, 0), (sound, findings.GetProperty("sound").GetBoolean(), findings.GetProperty("notCompared").GetInt32()));
        Assert.Contains("ada di arsip", (await Outreach.SucceedAsync("trail", workspace.Root)).Output + (await Outreach.SucceedAsync("trail", workspace.Root)).Error, StringComparison.Ordinal);

        var (erased, persons) = await Outreach.JsonAsync("ledger", "erase-persons", workspace.Root, "--before", "2099-01-01T00:00+07:00", "--by", "Arsiparis");
        Assert.Equal((0, true), (erased, persons.GetProperty("erasedPersons").GetInt64() > 1));
        var (_, again) = await Outreach.JsonAsync("publish", workspace.Root);
        Assert.Equal((0, 0), (again.GetProperty("published").GetInt32(), again.GetProperty("revised").GetInt32()));
        await Outreach.SucceedAsync("ledger", "verify", workspace.Root);

        File.Move(file, workspace.PathOf("di-tempat-lain"));
        var (missing, incomplete) = await Outreach.JsonAsync("ledger", "verify", workspace.Root);
        Assert.Equal((2, "trail-archive-incomplete"), (missing, Code(incomplete)));
        Directory.Delete(workspace.PathOf(".outreach/archive"), recursive: true);
        Assert.Contains("tidak dapat dibandingkan", (await Outreach.SucceedAsync("ledger", "verify", workspace.Root)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_in_use_is_not_replaced()
    {
        using var workspace = await PublishedAsync();
        await Outreach.SucceedAsync("ledger", "backup", workspace.Root, workspace.PathOf("cadangan.db"));
        await using (new FileStream(workspace.PathOf(".outreach/ledger.db-worker"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var (code, document) = await Outreach.JsonAsync("ledger", "restore", workspace.Root, workspace.PathOf("cadangan.db"));
            Assert.Equal((1, "ledger-locked"), (code, Code(document)));
        }

        // Not only a worker: whoever has it open would go on writing into the file that was put aside.
        await using (var reader = new SqliteConnection($"Data Source={workspace.PathOf(".outreach/ledger.db")};Pooling=False"))
        {
            await reader.OpenAsync();
            await using var command = reader.CreateCommand();
            command.CommandText = "SELECT count(*) FROM deliveries";
            await command.ExecuteScalarAsync();
            var (code, document) = await Outreach.JsonAsync("ledger", "restore", workspace.Root, workspace.PathOf("cadangan.db"));
            Assert.Equal((1, "ledger-locked"), (code, Code(document)));
        }

        Assert.False(File.Exists(workspace.PathOf(".outreach/ledger.db-replaced-1")));
        await Outreach.SucceedAsync("ledger", "restore", workspace.Root, workspace.PathOf("cadangan.db"));
    }

    [Theory]
    [InlineData("UPDATE trail SET packed = unhex(hex(substr(packed, 1, 8)) || iif(hex(substr(packed, 9, 1)) = '61', '62', '61') || hex(substr(packed, 10))) WHERE number = 3", "trail-altered", "trail#3")]
    [InlineData("UPDATE trail SET at = at + 1 WHERE number = 2", "trail-altered", "trail#2")]
    [InlineData("DELETE FROM trail WHERE number > 3", "trail-shortened", "trail#4")]
    [InlineData("DELETE FROM trail WHERE number = 2", "trail-gap", "trail#2")]
    [InlineData("UPDATE deliveries SET state = 8", "ledger-row-damaged", "deliveries#1")]
    [InlineData("DELETE FROM deliveries", "delivery-missing", "deliveries#1")]
    [InlineData("UPDATE numbers SET value = value + 1 WHERE name = 'plan'", "ledger-row-damaged", "numbers#plan")]
    public async Task What_was_altered_behind_its_back_is_found_and_located(string sql, string code, string place)
    {
        using var workspace = await PublishedAsync();
        var (sound, before) = await Outreach.JsonAsync("ledger", "verify", workspace.Root);
        Assert.Equal((0, true, 1), (sound, before.GetProperty("sound").GetBoolean(), before.GetProperty("deliveries").GetInt32()));
        Alter(workspace.PathOf(".outreach/ledger.db"), sql);

        var (exit, document) = await Outreach.JsonAsync("ledger", "verify", workspace.Root);

        Assert.Equal((2, false), (exit, document.GetProperty("sound").GetBoolean()));
        Assert.Contains(document.GetProperty("problems").EnumerateArray(), p => p.GetProperty("code").GetString() == code && p.GetProperty("file").GetString() == place);
        var people = await Outreach.RunAsync("ledger", "verify", workspace.Root);
        Assert.Equal(2, people.ExitCode);
        Assert.Contains(place, people.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_no_ledger_it_says_so()
    {
        using var workspace = await Outreach.InitAsync();
        var (verify, missing) = await Outreach.JsonAsync("ledger", "verify", workspace.Root);
        Assert.Equal((2, "ledger-missing"), (verify, Code(missing)));
        var (backup, memory) = await Outreach.JsonAsync("ledger", "backup", workspace.Root, workspace.PathOf("cadangan.db"), "--ledger", "memory:");
        Assert.Equal((2, "ledger-not-a-file"), (backup, Code(memory)));
    }

    private static async Task<TempWorkspace> PublishedAsync()
    {
        var workspace = await Outreach.InitAsync();
        await Outreach.SucceedAsync("publish", workspace.Root);
        return workspace;
    }

    private static void Add(TempWorkspace workspace, string material) => workspace
        .Write($"materials/{material}.md", File.ReadAllText(workspace.PathOf("materials/cek-dpt.md")).Replace("id: cek-dpt", $"id: {material}", StringComparison.Ordinal) + $"\nTentang {material}.\n")
        .Replace("campaigns/cek-dpt.json", "\"materials\": [\"cek-dpt\"]", $"\"materials\": [\"cek-dpt\", \"{material}\"]");

    private static List<string> Articles(TempWorkspace workspace) =>
        [.. Directory.GetDirectories(workspace.PathOf("laman"), "*-????????").Select(d => Path.GetFileName(d)[..^9]).Order(StringComparer.Ordinal)];

    private static string? Code(JsonElement document) => document.GetProperty("problems")[0].GetProperty("code").GetString();

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static void Alter(string ledger, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }
}
