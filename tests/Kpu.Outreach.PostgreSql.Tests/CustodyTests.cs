using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;
using Npgsql;

namespace Kpu.Outreach.PostgreSql.Tests;

/// <summary>Law 6 on a server: a ledger that was copied or set back does not publish before a person accepted it; one whose server failed over does.</summary>
public sealed class CustodyTests : TestLedgers, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SkippableFact]
    public async Task A_copied_database_is_held_until_it_is_accepted_and_the_other_one_goes_on()
    {
        var (database, board) = (await DatabaseAsync(), new Board());
        await using (var client = Client(database, board)) await PublishAsync(client, "pagi");
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await TestServer.ExecuteAsync((await TestServer.SharedAsync()).ConnectionString, $"CREATE DATABASE {name}_salinan TEMPLATE {name}");
        var copy = new NpgsqlConnectionStringBuilder(database) { Database = name + "_salinan" }.ConnectionString;

        await using (var client = Client(copy, board, "lain"))
        {
            Assert.Equal(LedgerProblems.Moved, Assert.Single((await PublishAsync(client, "siang")).Problems).Code);
            Assert.Equal(["pagi"], board.Posts);
            Assert.Equal(LedgerProblems.Moved, (await client.ExamineLedgerAsync())?.Code);
            Assert.Empty((await client.AcceptLedgerAsync(new TrailActor("Humas"))).Problems);
            Assert.Null(await client.ExamineLedgerAsync());

            // The other one may have published it meanwhile, and nobody can ask the board.
            Assert.Equal((0, 1), await PublishAsync(client, "siang") is var run ? (run.Published, run.NeedsPerson) : default);
            Assert.Empty((await client.VerifyLedgerAsync()).Problems);
        }

        await using var first = Client(database, board);
        Assert.True((await PublishAsync(first, "siang")).IsComplete);
        Assert.Equal(["pagi", "siang"], board.Posts);
    }

    [SkippableFact]
    public async Task A_schema_restored_from_a_dump_is_held()
    {
        var (database, board) = (await DatabaseAsync(), new Board());
        await using (var client = Client(database, board)) await PublishAsync(client, "pagi");
        var dump = _folder.Full("cadangan.sql");
        await DumpAsync("pg_dump", database, "--schema=outreach", "--file=" + dump);
        await using (var client = Client(database, board)) await PublishAsync(client, "siang");
        await TestServer.ExecuteAsync(database, "DROP SCHEMA outreach CASCADE");
        await DumpAsync("psql", database, "--quiet", "--output=/dev/null", "--file=" + dump);

        // Also where nobody remembers anything: the tables are not those that were published from.
        await using var held = Client(database, board, memory: null);
        Assert.Equal(LedgerProblems.Moved, Assert.Single((await PublishAsync(held, "siang")).Problems).Code);
        Assert.Equal(["pagi", "siang"], board.Posts);
        await held.AcceptLedgerAsync(new TrailActor("Humas"));
        Assert.Equal((0, 1), await PublishAsync(held, "siang") is var run ? (run.Published, run.NeedsPerson) : default);
        Assert.Equal(["pagi", "siang"], board.Posts);
    }

    [SkippableFact]
    public async Task A_new_ledger_in_the_place_of_a_lost_one_is_held_and_holds_nobody_else()
    {
        var (database, board) = (await DatabaseAsync(), new Board());
        await using (var client = Client(database, board)) await PublishAsync(client, "pagi");
        await TestServer.ExecuteAsync(database, "DROP SCHEMA outreach CASCADE");

        await using (var client = Client(database, board)) Assert.Equal(LedgerProblems.Restored, Assert.Single((await PublishAsync(client, "pagi")).Problems).Code);
        await using var other = Client(database, board, "lain");
        Assert.Null(await other.ExamineLedgerAsync());
        Assert.Equal(["pagi"], board.Posts);
    }

    [SkippableFact]
    public async Task A_server_set_back_to_yesterday_is_held_for_every_machine_and_freed_for_every_machine()
    {
        await using var server = await TestServer.StartAsync();
        var (database, board) = (server.ConnectionString, new Board());
        await using (var client = Client(database, board)) await PublishAsync(client, "pagi");
        await server.SaveAsync();
        await using (var client = Client(database, board)) await PublishAsync(client, "siang");
        await server.SetBackAsync();

        // One machine remembers more; another one remembers nothing and learns it from the ledger.
        await using (var client = Client(database, board)) Assert.Equal(LedgerProblems.Restored, Assert.Single((await PublishAsync(client, "siang")).Problems).Code);
        await using (var client = Client(database, board, "lain"))
        {
            Assert.Equal(LedgerProblems.Held, Assert.Single((await PublishAsync(client, "sore")).Problems).Code);
            Assert.Equal(LedgerProblems.Held, (await client.ExamineLedgerAsync())?.Code);
            Assert.Equal(["pagi", "siang"], board.Posts);
            await client.AcceptLedgerAsync(new TrailActor("Humas"));
            Assert.Null(await client.ExamineLedgerAsync());
        }

        // What the first one remembers is of a life that a person ended.
        await using (var client = Client(database, board))
        {
            Assert.Null(await client.ExamineLedgerAsync());
            Assert.Equal((0, 0, 3), await PublishAsync(client, "malam") is var run ? (run.Problems.Count, run.Published, run.NeedsPerson) : default);
            Assert.Empty((await client.VerifyLedgerAsync()).Problems);
        }

        Assert.Equal(["pagi", "siang"], board.Posts);
        await server.SetBackAsync();
        await using var again = Client(database, board);
        Assert.Equal(LedgerProblems.Restored, (await again.ExamineLedgerAsync())?.Code);
    }

    [SkippableFact]
    public async Task A_server_set_back_under_a_worker_stops_it()
    {
        await using var server = await TestServer.StartAsync();
        var (database, board) = (server.ConnectionString, new Board());
        await using (var client = Client(database, board)) await PublishAsync(client, "pagi");
        await server.SaveAsync();
        await using var worker = Client(database, board, memory: null);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var working = worker.WorkAsync(stop.Token);
        await PublishAsync(worker, "siang");

        await server.SetBackAsync();

        Assert.Equal(LedgerProblems.Restored, Assert.Single((await working).Problems).Code);
        Assert.False(stop.IsCancellationRequested);
        await using var next = Client(database, board, memory: null);
        Assert.Equal(LedgerProblems.Held, (await next.ExamineLedgerAsync())?.Code);
        Assert.Equal(["pagi", "siang"], board.Posts);
    }

    [SkippableFact]
    public async Task A_standby_that_took_over_is_the_same_ledger()
    {
        await using var server = await TestServer.StartAsync();
        var (database, board) = (server.ConnectionString, new Board());
        await using var worker = Client(database, board);
        await PublishAsync(worker, "pagi");

        await server.FailOverAsync();
        await TestServer.ExecuteAsync(database, "VACUUM FULL outreach.ledger");

        Assert.True((await PublishAsync(worker, "siang")).IsComplete);
        await using var other = Client(database, board, "lain");
        Assert.True((await PublishAsync(other, "sore")).IsComplete);
        Assert.Equal(["pagi", "siang", "sore"], board.Posts);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<RunReport> PublishAsync(OutreachClient client, string id) => client.PublishAsync(new Material(id, $"Kabar {id}", $"Isi kabar {id}."), "papan", "Humas");

    private static async Task DumpAsync(string program, string database, params string[] arguments)
    {
        var to = new NpgsqlConnectionStringBuilder(database);
        var environment = new Dictionary<string, string> { ["PGPASSWORD"] = to.Password!, ["PGHOST"] = to.Host!, ["PGPORT"] = FormattableString.Invariant($"{to.Port}"), ["PGUSER"] = to.Username!, ["PGDATABASE"] = to.Database! };
        await using var running = ProcessRunner.Start(Needs.Program("/usr/lib/postgresql/15/bin/" + program), arguments, environment: environment);
        var result = await running.WaitAsync();
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    /// <param name="database">The database.</param>
    /// <param name="board">What everybody publishes on.</param>
    /// <param name="memory">The folder in which the client's machine remembers; null for one that remembers nothing.</param>
    private OutreachClient Client(string database, Board board, string? memory = "mesin") => OutreachClient.Create(o =>
    {
        o.UsePostgreSql(database, new PostgreSqlLedgerOptions { AnchorFolder = memory is null ? null : _folder.Full(memory) });
        o.AddChannel(board);
        o.AddAccount(new Account { Key = "papan", Channel = new ChannelKey("papan"), Office = OfficeCode.Parse("35.72") });
    });

    /// <summary>A board on which a second call pins a second sheet, and which nobody can ask.</summary>
    private sealed class Board : ChannelAdapter, IPublisher
    {
        private readonly List<string> _posts = [];

        public IReadOnlyList<string> Posts
        {
            get
            {
                lock (_posts) return [.. _posts];
            }
        }

        public override ChannelDescriptor Descriptor { get; } = new()
        {
            Key = new ChannelKey("papan"),
            DisplayName = "Papan",
            LongestCall = TimeSpan.FromSeconds(5),
            Placements = [new PlacementDescriptor { Key = PlacementKey.Post, Text = new TextProfile { Maximum = 500 }, Operations = Operations.Publish, Guarantee = EffectGuarantee.None }],
        };

        public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
        {
            lock (_posts) _posts.Add(request.Publication.Material);
            return ValueTask.FromResult<Outcome>(new Outcome.Done(new Receipt("papan/" + request.Publication.Material)));
        }
    }
}
