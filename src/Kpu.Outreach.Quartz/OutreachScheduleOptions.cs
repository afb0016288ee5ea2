using Kpu.Outreach.Ledger;
using Npgsql;
using Quartz;

namespace Kpu.Outreach.Quartz;

/// <summary>Which work recurs, when, and where the schedule is kept. Not thread-safe; read once when the host starts.</summary>
public sealed class OutreachScheduleOptions
{
    private readonly Dictionary<string, RecurringWork> _works = new(StringComparer.Ordinal);
    private TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Jakarta");

    /// <summary>The zone in which cron expressions are read.</summary>
    /// <value>Default: <c>Asia/Jakarta</c> (WIB).</value>
    public TimeZoneInfo Zone
    {
        get => _zone;
        set => _zone = value ?? throw new ArgumentNullException(nameof(value));
    }

    internal string? Database { get; private set; }

    internal IReadOnlyDictionary<string, RecurringWork> Works => _works;

    /// <summary>
    /// Looks again and again after what was accepted or may be public without proof (<see cref="OutreachClient.LookAsync"/>). For hosts that publish now and then; where a worker goes on, it looks itself.
    /// </summary>
    /// <param name="every">How often, at least every second.</param>
    /// <returns>These options.</returns>
    public OutreachScheduleOptions Look(TimeSpan every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, TimeSpan.FromSeconds(1));
        _works[RecurringWork.Look] = new RecurringWork(every, null, (client, stop) => client.LookAsync(stop));
        return this;
    }

    /// <summary>Does what a retention asks (<see cref="OutreachClient.RetainAsync"/>).</summary>
    /// <param name="cron">When, as five fields of cron, such as <c>0 2 * * 0</c> for Sundays at two.</param>
    /// <param name="policy">What is kept, and for how long.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">The expression cannot be read.</exception>
    public OutreachScheduleOptions Retain(string cron, RetentionPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _works[RecurringWork.Retain] = new RecurringWork(null, Checked(cron), (client, stop) => client.RetainAsync(policy, stop));
        return this;
    }

    /// <summary>Looks through the ledger (<see cref="OutreachClient.VerifyLedgerAsync(string?, CancellationToken)"/>). What is found is logged, and the health check says so.</summary>
    /// <param name="cron">When, as five fields of cron, such as <c>0 3 * * *</c> for every night at three.</param>
    /// <param name="archive">The folder of the archived trail; null when it is not to be read.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">The expression cannot be read.</exception>
    public OutreachScheduleOptions Verify(string cron, string? archive = null)
    {
        _works[RecurringWork.Verify] = new RecurringWork(null, Checked(cron), async (client, stop) =>
        {
            var findings = await client.VerifyLedgerAsync(archive, stop).ConfigureAwait(false);
            if (findings.Problems.Count > 0) throw new LedgerDamagedException(findings.Problems);
        });
        return this;
    }

    /// <summary>
    /// Keeps the schedule in PostgreSQL, in tables of its own (<c>outreach_qrtz_…</c>) that are made when they are missing. Hosts with the same database share it: each firing is done by one of them, and what
    /// was missed while all were down is done once. Without it every host has its own, in memory.
    /// </summary>
    /// <param name="connectionString">How to reach the database, as Npgsql writes it. It appears in no message.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public OutreachScheduleOptions UsePostgreSql(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is FormatException or KeyNotFoundException or OverflowException or InvalidCastException or NotSupportedException or ArgumentException)
        {
            // The parser's own message may repeat a value, which may be the password.
            throw new ArgumentException("The connection string cannot be read.", nameof(connectionString));
        }

        if (string.IsNullOrEmpty(settings.Host)) throw new ArgumentException("The connection string names no host.", nameof(connectionString));

        Database = connectionString;
        return this;
    }

    private static string Checked(string cron)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(cron);
        return CronExpression.TryParse(cron, CronFormat.Unix, out _) ? cron : throw new ArgumentException($"\"{cron}\" is not five fields of cron, such as 0 2 * * *.", nameof(cron));
    }
}
