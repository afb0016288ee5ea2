using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.TestSupport;

namespace Kpu.Outreach.Sqlite.Tests;

/// <summary>
/// Laws 4 and 6: whatever persons, clocks, platforms, restarts and restores do, nothing is published through a closed gate. A second book, kept by the test alone, says at each call which gates are closed.
/// </summary>
[Collection(Alone)]
public sealed class ClosedGatesTests : TestFolder
{
    private const int Seeds = 60;
    /// <summary>The calls of two accounts draw from one sequence: beside other tests their order, and so the histories, would differ from run to run.</summary>
    public const string Alone = "Alone";

    private const int Steps = 60;
    private static readonly OfficeCode City = OfficeCode.Parse("35.72");
    private static readonly ChannelKey Papan = new("papan");
    private static readonly DateTimeOffset Start = new(2024, 1, 10, 1, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset QuietFrom = new(2024, 1, 14, 17, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset QuietUntil = QuietFrom.AddDays(2);

    [Fact]
    public async Task Nothing_is_ever_published_through_a_closed_gate()
    {
        var (seen, effects) = (new HashSet<WaitReason>(), 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var play = new Play(this, seed);
            await play.RunAsync();
            Assert.True(play.Breaches.Count == 0, $"seed {seed}: {string.Join("; ", play.Breaches)}");
            seen.UnionWith(play.Seen);
            effects += play.Effects;
        }

        // Without these the sequences would prove nothing.
        Assert.True(effects > Seeds, $"only {effects} effects");
        Assert.Superset(new HashSet<WaitReason> { WaitReason.Approval, WaitReason.Hold, WaitReason.Time, WaitReason.QuietPeriod, WaitReason.Fact, WaitReason.Duplicate }, seen);
    }

    /// <summary>What the ledger has been told, as far as gates are concerned; a backup has one of its own.</summary>
    private sealed record Book
    {
        public int Approvers { get; set; }

        public int FactVersion { get; set; } = 1;

        public bool FactIsGood { get; set; } = true;

        public bool IsQuiet { get; set; }

        public HashSet<(ContentHash Rendition, string Person)> Approvals { get; init; } = [];

        public HashSet<ContentHash> Emergencies { get; init; } = [];

        public HashSet<(PublicationKey Key, ContentHash Rendition)> Allowed { get; init; } = [];

        public List<(long Id, HoldScope Scope, string Value, PublicationKey? Key, DateTimeOffset? Until)> Holds { get; init; } = [];

        public List<(PublicationKey Key, ContentHash Wording, DateTimeOffset At)> Told { get; init; } = [];

        public Book Copy() => this with { Approvals = [.. Approvals], Emergencies = [.. Emergencies], Allowed = [.. Allowed], Holds = [.. Holds], Told = [.. Told] };
    }

    private sealed class Play(ClosedGatesTests folder, int seed)
    {
        private readonly Seeded _random = new((ulong)seed);
        private readonly StandingClock _clock = new();
        private readonly string _ledger = folder.File($"{seed}.db");
        private readonly Dictionary<PublicationKey, int> _public = [];
        private Book _book = new();
        private (Book Book, string Path)? _backup;
        private OutreachClient _client = null!;
        private int _revision;
        private bool _mustBeSilent;

        public List<string> Breaches { get; } = [];

        public HashSet<WaitReason> Seen { get; } = [];

        public int Effects { get; private set; }

        public async Task RunAsync()
        {
            _client = Open();
            await EnqueueAsync();
            for (var step = 0; step < Steps && Breaches.Count == 0; step++) await StepAsync();
            await _client.DisposeAsync();
            if (_public.FirstOrDefault(p => p.Value > 1) is { Key: { } twice }) Breaches.Add($"{twice} was published twice");
        }

        public Outcome Act(PublishRequest request)
        {
            var dice = _random.Next(8);
            var closed = ClosedGate(request);
            if (closed is not null) Breaches.Add($"{request.Operation} of {request.Publication} went through {closed} at {_clock.GetUtcNow():yyyy-MM-dd HH:mm}");
            if (dice is 6) return new Outcome.Failed();
            if (dice is 5) return new Outcome.Deferred(_clock.GetUtcNow().AddHours(1), "lain");
            if (dice is 4) return new Outcome.Unknown();
            Effects++;
            if (request.Operation == Operations.Publish)
            {
                _public[request.Publication] = _public.GetValueOrDefault(request.Publication) + 1;
                _book.Told.Add((request.Publication, request.Rendition.Wording, _clock.GetUtcNow()));
            }

            else if (_book.Told.FindIndex(t => t.Key == request.Publication) is >= 0 and var told)
            {
                _book.Told[told] = _book.Told[told] with { Wording = request.Rendition.Wording };
            }

            return dice is 3 ? new Outcome.Unknown() : new Outcome.Done(new Receipt("papan"));
        }

        public Observation Look(PublishRequest request) => (request.Operation == Operations.Publish && _public.ContainsKey(request.Publication))
            || (request.Operation == Operations.Revise && _book.Told.Exists(t => t.Key == request.Publication && t.Wording == request.Rendition.Wording))
            ? new Observation(ObservedState.Live, Receipt: new Receipt("papan"))
            : new Observation(ObservedState.Absent);

        private string? ClosedGate(PublishRequest request)
        {
            var (now, key, hash) = (_clock.GetUtcNow(), request.Publication, request.Rendition.Hash);
            if (_mustBeSilent) return "a ledger that was not accepted";
            if (_book.Holds.FirstOrDefault(h => !(h.Until <= now) && Stops(h, key, request.Operation)) is { Id: > 0 } hold) return $"a hold on {hold.Scope}";
            var persons = _book.Approvals.Count(a => a.Rendition == hash);
            if (persons < _book.Approvers && !(_book.Approvers > 1 && _book.Emergencies.Contains(hash))) return $"{persons} of {_book.Approvers} approvals";
            if (request.Operation == Operations.Publish && now < MomentOf(key)) return "its time";
            if (_book.IsQuiet && now >= QuietFrom && now < QuietUntil) return "the quiet period";
            if (request.Rendition.Inputs.Facts.Any(f => !_book.FactIsGood || f.Version < _book.FactVersion)) return "its fact";
            var isDouble = request.Operation == Operations.Publish && !_book.Allowed.Contains((key, hash)) && !_public.ContainsKey(key)
                && _book.Told.Exists(t => t.Key.Account == key.Account && t.Key != key && t.Key.Material != key.Material && t.Wording == request.Rendition.Wording && t.At >= now.AddDays(-7));
            return isDouble ? "a duplicate" : null;
        }

        private static bool Stops((long Id, HoldScope Scope, string Value, PublicationKey? Key, DateTimeOffset? Until) hold, PublicationKey key, Operations operation) => hold.Scope switch
        {
            HoldScope.Delivery => hold.Key == key && operation == Operations.Publish,
            HoldScope.Office => hold.Value is "35" or "35.72",
            HoldScope.Campaign => hold.Value == key.Campaign,
            HoldScope.Channel => hold.Value == Papan.Value,
            _ => true,
        };

        private async Task StepAsync()
        {
            var standing = await _client.StatusAsync().ToListAsync();
            foreach (var reason in standing.Select(s => s.WaitsFor).OfType<WaitReason>()) Seen.Add(reason);
            switch (_random.Next(14))
            {
                case 0 or 1:
                    await ApproveAsync(standing);
                    break;
                case 2:
                    await HoldAsync(standing);
                    break;
                case 3 or 4 when _book.Holds.Count > 0:
                    var released = _book.Holds[_random.Next(_book.Holds.Count)];
                    Assert.Empty(await _client.ReleaseAsync(released.Id, new TrailActor("Ketua")));
                    _book.Holds.Remove(released);
                    break;
                case 5:
                    _book.Approvers = _random.Next(3);
                    _book.IsQuiet = _random.Next(2) == 0;
                    await EnqueueAsync();
                    break;
                case 6:
                    _revision = _random.Next(3);
                    if (_random.Next(2) == 0) _book.FactVersion++;
                    await EnqueueAsync();
                    break;
                case 7:
                    await WithdrawFactAsync();
                    break;
                case 8:
                    await _client.DisposeAsync();
                    _client = Open();
                    await _client.ValidateAsync(Model());
                    break;
                case 9:
                    await BackUpOrRestoreAsync();
                    break;
                case 10 when standing.FirstOrDefault(s => s.WaitsFor == WaitReason.Duplicate) is { } doubled:
                    Assert.Empty(await _client.AllowDuplicateAsync($"{doubled.Delivery}", new TrailActor("Humas")));
                    _book.Allowed.Add((doubled.Key, doubled.Rendition));
                    break;
                default:
                    await _client.RunAsync(TimeSpan.Zero);
                    _clock.Now += TimeSpan.FromHours(_random.Next(16));
                    await _client.RunAsync(TimeSpan.Zero);
                    break;
            }
        }

        private async Task ApproveAsync(List<DeliveryStatus> standing)
        {
            var waiting = standing.Where(s => s.WaitsFor == WaitReason.Approval).ToList();
            if (waiting.Count == 0) return;
            var one = waiting[_random.Next(waiting.Count)];
            string[] names = ["Kasubbag", " KASUBBAG", "Sekretaris"];
            var actor = new TrailActor(names[_random.Next(names.Length)], "Uji");
            var emergency = _random.Next(4) == 0;
            var problems = emergency ? await _client.ApproveInEmergencyAsync($"{one.Delivery}", actor) : await _client.ApproveAsync($"{one.Delivery}", actor);
            if (problems.Count > 0) return;
            _book.Approvals.Add((one.Rendition, actor.By.Trim().ToUpperInvariant()));
            if (emergency) _book.Emergencies.Add(one.Rendition);
        }

        private async Task HoldAsync(List<DeliveryStatus> standing)
        {
            var one = standing[_random.Next(standing.Count)];
            var (scope, value) = _random.Next(6) switch
            {
                0 => (HoldScope.Everything, ""),
                1 => (HoldScope.Campaign, "kampanye"),
                2 => (HoldScope.Office, "35"),
                3 => (HoldScope.Office, "12"),
                4 => (HoldScope.Channel, Papan.Value),
                _ => (HoldScope.Delivery, $"{one.Delivery}"),
            };
            DateTimeOffset? until = _random.Next(2) == 0 ? null : _clock.GetUtcNow().AddHours(1 + _random.Next(30));
            var id = await _client.HoldAsync(scope, value, new TrailActor("Ketua"), until);

            // A hold on a delivery that is through stops what comes after it no more.
            if (scope != HoldScope.Delivery || !one.State.IsFinal()) _book.Holds.Add((id, scope, value, one.Operation == Operations.Publish ? one.Key : null, until));
        }

        /// <summary>Somebody puts the fact in doubt behind the plan.</summary>
        private async Task WithdrawFactAsync()
        {
            await _client.DisposeAsync();
            await using (var ledger = await SqliteLedger.OpenAsync(_ledger))
            {
                await using var session = await ledger.OpenAsync(LedgerAccess.Change, CancellationToken.None);
                await session.Gates.SetRulesAsync([], null, [new FactRow("jam", _book.FactVersion, Good: false)], CancellationToken.None);
                await session.Gates.SetNumberAsync("gates", await session.Gates.NumberAsync("gates", CancellationToken.None) + 1, CancellationToken.None);
                await session.CommitAsync(CancellationToken.None);
            }

            _book.FactIsGood = false;
            _client = Open();
            await _client.ValidateAsync(Model());
        }

        private async Task BackUpOrRestoreAsync()
        {
            if (_backup is not { } backup)
            {
                var path = folder.File($"{seed}.cadangan");
                await _client.BackUpLedgerAsync(path);
                _backup = (_book.Copy(), path);
                return;
            }

            await _client.DisposeAsync();
            System.IO.File.Copy(backup.Path, _ledger, overwrite: true);
            (_book, _backup) = (backup.Book, null);
            System.IO.File.Delete(backup.Path);
            _client = Open();
            await _client.ValidateAsync(Model());
            if (await _client.ExamineLedgerAsync() is null) return;
            _mustBeSilent = true;
            await _client.RunAsync(TimeSpan.Zero);
            _mustBeSilent = false;
            Assert.Empty((await _client.AcceptLedgerAsync(new TrailActor("Humas"))).Problems);
        }

        private async Task EnqueueAsync()
        {
            var review = await _client.ValidateAsync(Model());
            Assert.True(review.IsValid, string.Join('\n', review.Errors));
            await _client.EnqueueAsync(_client.Plan(review));
            _book.FactIsGood = true;
        }

        private OutreachModel Model()
        {
            static Activity Upload(string id, int day, string material) => new()
            {
                Id = id, Method = OutreachMethod.SocialMedia, When = new DateTime(2024, 1, day, 9, 0, 0), Materials = [material], Accounts = ["*"], Repeat = new RepeatRule(2, 2),
            };
            var quiet = new ElectionStage { Key = StageKey.QuietPeriod, Title = "Masa tenang", Start = new DateOnly(2024, 1, 15), End = new DateOnly(2024, 1, 16) };
            return new OutreachModel
            {
                Offices = [new OfficeProfile { Code = City }],
                Accounts = [.. Enumerable.Range(1, 2).Select(i => new Account { Key = $"akun{i}", Channel = Papan, Office = City })],
                Facts = [new Fact { Id = "jam", Type = FactType.Time, Value = $"{_book.FactVersion % 24:00}:00 WIB", Version = _book.FactVersion, Source = "SK", Status = FactStatus.Verified, VerifiedBy = "Kasubbag", VerifiedOn = new DateOnly(2024, 1, 2) }],
                Materials = [new Material("satu", "Kabar", $"Buka pukul {{fact:jam}}. Revisi {_revision}."), new Material("dua", "Kabar", "Datanglah ke TPS."), new Material("tiga", "Kabar", _revision == 1 ? "Datang bersama keluarga." : "Datanglah, ke TPS!")],
                Calendars = _book.IsQuiet ? [new ElectionCalendar { Key = "uji", Title = "Uji", Kind = ElectionKind.GeneralElection, Stages = [quiet], QuietPeriodRule = PeriodRule.Forbid }] : [],
                Campaigns =
                [
                    new Campaign
                    {
                        Id = "kampanye", Title = "Kampanye", Offices = [City], Period = new DateSpan(new DateOnly(2024, 1, 1), new DateOnly(2024, 12, 31)),
                        Approval = _book.Approvers == 0 ? ApprovalPolicy.Default : new ApprovalPolicy(ApprovalMode.ByPerson, "Kasubbag", _book.Approvers),
                        Activities = [Upload("pagi", 10, "satu"), Upload("siang", 11, "dua"), Upload("sore", 12, "tiga")],
                    },
                ],
            };
        }

        private static DateTimeOffset MomentOf(PublicationKey key) =>
            Start.AddHours(1).AddDays((key.Occurrence.Split('#')[0] switch { "pagi" => 0, "siang" => 1, _ => 2 }) + (key.Occurrence.EndsWith("#2", StringComparison.Ordinal) ? 2 : 0));

        private OutreachClient Open() => OutreachClient.Create(o =>
        {
            o.UseSqlite(_ledger, new SqliteLedgerOptions { SurvivesPowerLoss = false });
            o.Clock = _clock;
            o.AddChannel(new Board(this));
        });
    }

    private sealed class Board(Play play) : ChannelAdapter, IPublisher, IReviser, IStatusReader
    {
        public override ChannelDescriptor Descriptor { get; } = new()
        {
            Key = Papan, DisplayName = "Papan", LongestCall = TimeSpan.FromSeconds(5),
            Placements =
            [
                new PlacementDescriptor
                {
                    Key = PlacementKey.Post, Text = new TextProfile { Maximum = 500 }, Operations = Operations.Publish | Operations.Revise,
                    Guarantee = new EffectGuarantee { FoundBy = EffectProof.Search, AbsentAfter = TimeSpan.Zero },
                },
            ],
        };

        public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken) => Answer(request);

        public ValueTask<Outcome> ReviseAsync(PublishRequest request, CancellationToken cancellationToken) => Answer(request);

        public ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken)
        {
            lock (play) return ValueTask.FromResult(play.Look(request));
        }

        private ValueTask<Outcome> Answer(PublishRequest request)
        {
            lock (play) return ValueTask.FromResult(play.Act(request));
        }
    }

    /// <summary>Stands still until the test moves it.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

/// <summary>Tests that run when no other does.</summary>
[CollectionDefinition(ClosedGatesTests.Alone, DisableParallelization = true)]
public sealed class AloneCollection;
