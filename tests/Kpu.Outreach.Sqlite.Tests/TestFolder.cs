using Kpu.Outreach.Sqlite;

namespace Kpu.Outreach.Sqlite.Tests;

/// <summary>A folder that goes with its test.</summary>
public abstract class TestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("outreach-");

    protected string File(string name = "kpu.db") => Path.Combine(_folder.FullName, name);

    protected ValueTask<SqliteLedger> OpenAsync(string name = "kpu.db", string id = "ledger-1", TimeSpan? lockTimeout = null) =>
        SqliteLedger.OpenAsync(File(name), new SqliteLedgerOptions { LedgerIdSource = () => id, SurvivesPowerLoss = false, LockTimeout = lockTimeout ?? TimeSpan.FromSeconds(30) });

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
