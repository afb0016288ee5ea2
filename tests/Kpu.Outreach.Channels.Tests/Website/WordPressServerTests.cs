using System.Net.Sockets;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Channels.Website;
using Kpu.Outreach.Credentials;
using Kpu.Outreach.Dispatching;
using Kpu.Outreach.Ledger;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace Kpu.Outreach.Channels.Tests.Website;

/// <summary>The adapter on a real WordPress site, through the real engine.</summary>
[Trait("Category", "Slow")]
public sealed class WordPressServerTests(TestWordPress site) : IClassFixture<TestWordPress>, IDisposable
{
    private const string Dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("AUTHOR")]
    [InlineData("EDITOR")]
    public async Task An_article_is_published_revised_and_taken_back(string role)
    {
        Need();
        await using var client = Client(site.Credential(role));
        var material = Material($"cek-dpt-{role.ToLowerInvariant()}", "Cek \"DPT\" & <b>nama</b> Anda", "Pastikan nama Anda **terdaftar**.\n\n- bawa KTP\n- datang pagi");
        var run = await client.PublishAsync(material, to: "laman", approvedBy: "Humas");
        Assert.True(run.Published == 1, run.ToString());
        var status = Assert.Single(await StatusAsync(client));
        var (post, _) = await site.AskAsync($"wp/v2/posts/{status.Receipt!.Reference}&context=edit");
        Assert.Equal("publish", post.GetProperty("status").GetString());
        Assert.Equal("Cek \"DPT\" & <b>nama</b> Anda", System.Net.WebUtility.HtmlDecode(post.GetProperty("title").GetProperty("raw").GetString()));
        Assert.Contains("<strong>terdaftar</strong>", post.GetProperty("content").GetProperty("raw").GetString(), StringComparison.Ordinal);
        Assert.StartsWith(material.Id + "-", post.GetProperty("slug").GetString(), StringComparison.Ordinal);
        Assert.Single(post.GetProperty("tags").EnumerateArray());
        var (picture, _) = await site.AskAsync($"wp/v2/media/{post.GetProperty("featured_media").GetInt64()}");
        Assert.Equal("Sebuah titik.", picture.GetProperty("alt_text").GetString());

        // The slug stays, whatever the title becomes; the picture is not brought a second time.
        run = await client.PublishAsync(material with { Title = "Judul baru", Body = "Isi baru." }, to: "laman", approvedBy: "Humas");
        Assert.True(run.Revised == 1, run.ToString());
        var (again, _) = await site.AskAsync($"wp/v2/posts/{status.Receipt.Reference}&context=edit");
        Assert.Equal(("Judul baru", post.GetProperty("slug").GetString()), (again.GetProperty("title").GetProperty("raw").GetString(), again.GetProperty("slug").GetString()));
        Assert.Equal(1, (await site.AskAsync("wp/v2/media&slug=" + picture.GetProperty("slug").GetString())).Total);

        await client.RetractAsync(status.Publication, new TrailActor("Humas"));
        run = await client.RunAsync(TimeSpan.Zero);
        Assert.True(run.Retracted == 1, run.ToString());
        Assert.Equal("trash", (await site.AskAsync($"wp/v2/posts/{status.Receipt.Reference}&context=edit")).Json.GetProperty("status").GetString());
    }

    [SkippableFact]
    public async Task Who_may_not_publish_is_told_and_nothing_is_public()
    {
        Need();
        await using var client = Client(site.Credential("CONTRIBUTOR"), "kontributor");
        var run = await client.PublishAsync(new Material("tanpa-peran", "Tanpa peran", "Isi."), to: "laman", approvedBy: "Humas");
        Assert.Equal((0, 1), (run.Published, run.NeedsPerson));
        Assert.Equal(WordPressProblems.RoleRefused, Assert.Single(await StatusAsync(client)).Problem?.Code);
        Assert.Equal(0, (await site.AskAsync("wp/v2/posts&search=Tanpa%20peran")).Total);
    }

    [SkippableTheory]
    [InlineData("admin:salah")]
    [InlineData("tiada:salah salah")]
    public async Task A_wrong_password_is_no_visitor(string credential)
    {
        Need();
        await using var client = Client(credential, "salah");
        var run = await client.PublishAsync(new Material("salah-sandi", "Salah sandi", "Isi."), to: "laman", approvedBy: "Humas");
        Assert.Equal((0, 1), (run.Published, run.NeedsPerson));
        Assert.Equal(WordPressProblems.LoginRefused, Assert.Single(await StatusAsync(client)).Problem?.Code);
    }

    [SkippableFact]
    public async Task Two_hundred_articles_over_connections_that_break_are_two_hundred_posts()
    {
        const int Articles = 200;
        Need();
        await site.ResetAsync();
        var cuts = new Cuts(7);
        var clock = new ManualClock(new DateTimeOffset(2027, 1, 10, 3, 0, 0, TimeSpan.Zero));
        await using var services = new ServiceCollection().AddHttpClient("wordpress").ConfigurePrimaryHttpMessageHandler(cuts.Handler).Services.BuildServiceProvider();
        await using var client = OutreachClient.Create(o =>
        {
            o.Services = services;
            o.Clock = clock;
            o.AttemptsAtMost = 30;
            o.UseMemoryLedger().AddChannel<WordPressChannel>();
            o.Credentials = new OneCredential(site.Credential("AUTHOR"));
        });
        var office = OfficeCode.Parse("35.72");
        var materials = Enumerable.Range(1, Articles).Select(i => new Material($"kabar-{i}", $"Kabar nomor {i}", $"Isi kabar {i}.")).ToList();
        var review = await client.ValidateAsync(new OutreachModel
        {
            Offices = [new OfficeProfile { Code = office }],
            Accounts = [new Account { Key = "laman", Channel = new ChannelKey("wordpress"), Office = office, Credential = "vault:laman", Settings = new Dictionary<string, string> { ["baseUrl"] = site.Address } }],
            Materials = materials,
            Campaigns = [new Campaign { Id = "kampanye", Title = "Kampanye", Offices = [office], Activities = [new Activity { Id = "unggah", Method = OutreachMethod.OnlineChannels, Materials = [.. materials.Select(m => m.Id)], Accounts = ["laman"] }] }],
        });
        await client.EnqueueAsync(client.Plan(review));
        for (var rounds = 0; rounds < 400 && (await StatusAsync(client)).Any(s => s.State != DeliveryState.Published); rounds++)
        {
            await client.RunAsync(TimeSpan.Zero);
            clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.All(await StatusAsync(client), s => Assert.Equal(DeliveryState.Published, s.State));
        Assert.InRange(cuts.Count, Articles / 4, int.MaxValue);
        Assert.Equal(Articles, (await site.AskAsync("wp/v2/posts&status=publish&per_page=1")).Total);
        var titles = new HashSet<string>();
        for (var page = 1; page <= Articles / 100; page++)
            foreach (var post in (await site.AskAsync($"wp/v2/posts&status=publish&per_page=100&page={page}")).Json.EnumerateArray()) titles.Add(post.GetProperty("title").GetProperty("rendered").GetString()!);
        Assert.Equal(Articles, titles.Count);
    }

    private static void Need() => Needs.That(TestWordPress.IsInstalled, "WordPress and MariaDB are not installed.");

    private Material Material(string id, string title, string body)
    {
        Directory.CreateDirectory(_folder.Full("media"));
        var bytes = Convert.FromBase64String(Dot);
        File.WriteAllBytes(_folder.Full("media/titik.png"), bytes);
        var file = new MediaRef { Path = "media/titik.png", Hash = ContentHash.Of(bytes), Length = bytes.Length, ContentType = "image/png", Width = 1, Height = 1 };
        return new Material(id, title, body) { Hashtags = ["CekDPT"], Media = [new MaterialMedia { File = file, AltText = "Sebuah titik." }] };
    }

    private OutreachClient Client(string credential, string name = "humas") => OutreachClient.Create(o =>
    {
        o.OutputRoot = _folder.Path;
        o.Credentials = new OneCredential(credential);
        o.UseMemoryLedger().AddWordPress("laman", site.Address, "vault:" + name);
    });

    private static async Task<IReadOnlyList<DeliveryStatus>> StatusAsync(OutreachClient client)
    {
        var all = new List<DeliveryStatus>();
        await foreach (var status in client.StatusAsync()) all.Add(status);
        return all;
    }

    private sealed class OneCredential(string value) : ICredentialStore
    {
        public ValueTask<Secret?> FindAsync(CredentialReference reference, CancellationToken cancellationToken) => ValueTask.FromResult<Secret?>(new Secret(value));

        public ValueTask<bool> KeepAsync(CredentialReference reference, Secret secret, CancellationToken cancellationToken) => ValueTask.FromResult(false);
    }

    /// <summary>Connections that are cut after some bytes in one direction or the other, as by a bad line between.</summary>
    private sealed class Cuts(ulong seed)
    {
        private readonly Seeded _random = new(seed);
        private readonly Lock _lock = new();

        public int Count { get; private set; }

        public HttpMessageHandler Handler() => new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                lock (_lock) return new CutStream(new NetworkStream(socket, ownsSocket: true), _random.Next(12_000), _random.Next(2) == 0, () => { lock (_lock) Count++; });
            },
        };
    }

    private sealed class CutStream(Stream inner, int after, bool writing, Action cut) : Stream
    {
        private int _left = after;

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (writing) return await inner.ReadAsync(buffer, cancellationToken);
            if (_left <= 0) throw Cut();
            var read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
            _left -= read;
            return read;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (writing && _left < buffer.Length)
            {
                // What was written before the cut arrives: a request that is whole by then is carried out.
                await inner.WriteAsync(buffer[.._left], cancellationToken);
                throw Cut();
            }

            await inner.WriteAsync(buffer, cancellationToken);
            if (writing) _left -= buffer.Length;
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }

        private IOException Cut()
        {
            cut();
            inner.Dispose();
            return new IOException("The line broke.");
        }
    }
}
