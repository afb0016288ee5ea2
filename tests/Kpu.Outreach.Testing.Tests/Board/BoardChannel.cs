using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Credentials;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Adapters;

namespace Kpu.Outreach.Testing.Tests.Board;

/// <summary>
/// A notice board of a city: films are uploaded before, a notice is added by POST and gets a number of the board's own, and it is found again by the key that it carries. It plays every role, and each
/// <see cref="Defect"/> breaks one thing in a copy of it.
/// </summary>
internal sealed class BoardChannel(AdapterSurroundings surroundings, Defect defect = Defect.None)
    : ChannelAdapter, IPublisher, IReviser, IRetractor, IAnnotator, IStatusReader, IPreparer, IAccountProber, ICredentialRefresher, IRenderer
{
    private const int Longest = 240;

    private PublishRequest? _shared;

    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = new ChannelKey("papan"),
        DisplayName = "Papan kota",
        LongestCall = TimeSpan.FromSeconds(30),
        SerialPerAccount = false,
        UsesNetwork = true,
        Settings = [new SettingDescriptor("baseUrl", "Alamat papan.", Required: true), new SettingDescriptor("page", "Halaman papan.", Required: true)],
        Limits =
        [
            new LimitDescriptor { Name = "notices", Permits = 100_000, Per = TimeSpan.FromDays(1) },
            new LimitDescriptor { Name = "everything", Sharer = LimitSharer.Setting, Setting = "page", Permits = 1_000_000, Per = TimeSpan.FromDays(1) },
        ],
        Placements =
        [
            new PlacementDescriptor
            {
                Key = PlacementKey.Post,
                Text = new TextProfile { Maximum = defect == Defect.LimitOffByOne ? Longest + 1 : Longest, Measure = TextMeasure.Graphemes },
                Media = new MediaProfile { MaximumImages = 2, MaximumVideos = 1, ContentTypes = ["image/png", "video/mp4"], MaximumImageBytes = 1 << 20 },
                Operations = Operations.Publish | Operations.Revise | Operations.Retract | Operations.Annotate,
                Guarantee = new EffectGuarantee { FoundBy = EffectProof.Search, AbsentAfter = TimeSpan.FromSeconds(90) },
                Preparation = new PreparationProfile { Lead = TimeSpan.FromMinutes(5), GoodFor = TimeSpan.FromHours(12), CheckpointVersion = 2 },
            },
        ],
    };

    public override object? GetRole(Type role) => defect == Defect.ReviseDeclaredButAbsent && role == typeof(IReviser) ? null : base.GetRole(role);

    public RenderResult Render(RenderRequest request)
    {
        var result = Rendering.StandardRenderer.Instance.Render(request);
        return defect != Defect.CultureDependentRender || result.Rendition is not { } rendition ? result
            : result with { Rendition = rendition with { Title = rendition.Title + string.Format(CultureInfo.CurrentCulture, " ({0:N1})", 1234.5) } };
    }

    public async ValueTask<ProbeResult> ProbeAsync(Account account, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { "baseUrl", "page" })
            if (!account.Settings.ContainsKey(name)) return new ProbeResult(null, [Problem.Error("papan-setting", Place.Unknown, name)]);
        await Task.CompletedTask;
        return new ProbeResult(new AccountProfile(), []);
    }

    public async ValueTask<Secret?> RefreshAsync(Account account, Secret stale, AttemptContext context, CancellationToken cancellationToken)
    {
        using var client = surroundings.Http.CreateClient("papan");
        using var answer = await client.PostAsync(AddressOf(account, "token"), new FormUrlEncodedContent([new("refresh", stale.Reveal())]), cancellationToken);
        return answer.IsSuccessStatusCode && Member(await answer.Content.ReadAsStringAsync(cancellationToken), "token") is { } token ? new Secret(token) : null;
    }

    public async ValueTask<Outcome> PrepareAsync(PrepareRequest request, CancellationToken cancellationToken)
    {
        if (defect == Defect.SharedState) _shared = request.Publish;
        var kept = defect == Defect.LostCheckpoint ? null : Read(request.Last);
        var ids = kept ?? [];
        var media = request.Publish.Rendition.Parts[request.Publish.Part].Media;
        if (Refusal(request.Publish) is { } refusal) return refusal;
        var steps = Math.Max(1, media.Count);
        for (var i = ids.Count; i < steps; i++)
        {
            // A notice without media still has a place kept for it, so that there is something to go on with.
            using var content = i < media.Count ? await ContentAsync(media[i].File, request.Publish.Context.Media, cancellationToken) : new StringContent("tempat");
            var (outcome, answer) = await SendAsync(request.Publish, HttpMethod.Post, "media", content, cancellationToken);
            if (outcome is not null) return outcome is Outcome.Unknown ? new Outcome.Failed { Problem = outcome.Problem } : outcome;
            ids.Add(Member(answer, "id") ?? "");
            if (defect != Defect.LostCheckpoint) await request.SaveAsync(new Checkpoint(2, JsonSerializer.Serialize(ids)), cancellationToken);
        }

        return new Outcome.Prepared();
    }

    public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken) => ActAsync(request, HttpMethod.Post, "notices", cancellationToken);

    public ValueTask<Outcome> ReviseAsync(PublishRequest request, CancellationToken cancellationToken) => ActAsync(request, HttpMethod.Put, "notices/" + request.Live!.Reference, cancellationToken);

    public ValueTask<Outcome> RetractAsync(PublishRequest request, CancellationToken cancellationToken) => ActAsync(request, HttpMethod.Delete, "notices/" + request.Live!.Reference, cancellationToken);

    public ValueTask<Outcome> AnnotateAsync(PublishRequest request, CancellationToken cancellationToken) => ActAsync(request, HttpMethod.Put, $"notices/{request.Live!.Reference}/notes/{request.EffectKey}", cancellationToken);

    public async ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken)
    {
        var (outcome, answer) = await SendAsync(request, HttpMethod.Get, "notices?key=" + request.EffectKey, null, cancellationToken);
        if (defect == Defect.LookingThatLies && outcome is not null) return new Observation(ObservedState.Absent);
        if (outcome is not null) return new Observation(ObservedState.CannotTell);
        return Parse(answer) is JsonArray found
            ? found is [{ } first, ..] ? new Observation(ObservedState.Live, Receipt: new Receipt(first["id"]!.GetValue<string>())) : new Observation(ObservedState.Absent)
            : new Observation(ObservedState.CannotTell);
    }

    private async ValueTask<Outcome> ActAsync(PublishRequest request, HttpMethod method, string path, CancellationToken cancellationToken)
    {
        if (Refusal(request) is { } refusal) return refusal;
        if (!await request.Context.StillOwned(cancellationToken)) return new Outcome.Failed();
        for (var attempt = 1; ; attempt++)
        {
            using var content = method == HttpMethod.Delete ? null : JsonContent.Create(new { key = request.EffectKey, text = request.Rendition.Parts[request.Part].Text, media = Read(request.Prepared) ?? [] });
            var (outcome, answer) = await SendAsync(request, method, path, content, cancellationToken);
            if (outcome is Outcome.Unknown && defect == Defect.DoublePublishOnRetry && attempt == 1) continue;
            if (outcome is not null) return outcome;
            return Member(answer, "id") is { } id ? new Outcome.Done(new Receipt(id)) : new Outcome.Unknown();
        }
    }

    private Outcome.Rejected? Refusal(PublishRequest request)
    {
        if (Descriptor.Placements.FirstOrDefault(p => p.Key == request.Publication.Placement) is not { } placement) return Rejected("papan-placement");
        var part = request.Rendition.Parts[request.Part];
        if (TextLength.Of(part.Text, placement.Text.Measure) > placement.Text.Maximum) return Rejected("papan-text");
        if (part.Media.Count(m => m.File.IsImage) > placement.Media.MaximumImages || part.Media.Count(m => m.File.IsVideo) > placement.Media.MaximumVideos) return Rejected("papan-media");
        if (part.Media.Any(m => !placement.Media.ContentTypes.Contains(m.File.ContentType) || (m.File.IsImage && m.File.Length > placement.Media.MaximumImageBytes))) return Rejected("papan-media");
        return null;

        static Outcome.Rejected Rejected(string code) => new() { Problem = Problem.Error(code, Place.Unknown) };
    }

    /// <returns>The outcome when it did not go well, else the answer.</returns>
    private async Task<(Outcome? Outcome, string Answer)> SendAsync(PublishRequest request, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var client = surroundings.Http.CreateClient("papan");
        var account = path == "notices" ? _shared?.Account ?? request.Account : request.Account;
        using var message = new HttpRequestMessage(method, AddressOf(account, path)) { Content = content };
        var token = (await request.Context.Credential(cancellationToken))?.Reveal();
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            var sending = client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, defect == Defect.SwallowedCancellation ? CancellationToken.None : cancellationToken);
#pragma warning disable xUnit1031, CA1849 // One of the defects is to hold a thread.
            using var answer = defect == Defect.BlockingCall ? sending.GetAwaiter().GetResult() : await sending;
#pragma warning restore xUnit1031, CA1849
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
                return (new Outcome.StaleCredential(), "");
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) return (Deferred(request, answer), "");
            if (answer.StatusCode == HttpStatusCode.NotFound && method == HttpMethod.Delete) return (new Outcome.Done(request.Live!), "");
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden) return (new Outcome.Rejected { Problem = Problem.Error("papan-refused", Place.Unknown) }, "");
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);

            // Of anything else nobody knows whether the board did it.
            return answer.IsSuccessStatusCode && Parse(text) is not null ? (null, text) : (Unknown(answer.StatusCode), "");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError))
        {
            return defect == Defect.SecretInException ? throw new InvalidOperationException($"The board broke off for {token}.", e) : (Unknown(null), "");
        }
        catch (OperationCanceledException) when (defect == Defect.SwallowedCancellation)
        {
            return (new Outcome.Failed(), "");
        }
    }

    private Outcome.Deferred Deferred(PublishRequest request, HttpResponseMessage answer) =>
        new(request.Context.Clock.GetUtcNow() + (answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromMinutes(15)), defect == Defect.WrongLimitDomain ? "posts" : "notices");

    private static Outcome.Unknown Unknown(HttpStatusCode? status) => new() { Problem = Problem.Error("papan-answer", Place.Unknown, ((int?)status)?.ToString(CultureInfo.InvariantCulture) ?? "-") };

    private async Task<HttpContent> ContentAsync(MediaRef file, IMediaLibrary media, CancellationToken cancellationToken)
    {
        var stream = await media.OpenAsync(file, cancellationToken);
        if (defect != Defect.UnboundedMemory) return new StreamContent(stream) { Headers = { ContentType = new MediaTypeHeaderValue(file.ContentType), ContentLength = file.Length } };
        await using (stream)
        {
            var chunks = new List<byte[]>();
            var buffer = new byte[1 << 20];
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read) chunks.Add(buffer[..read]);
            return new StreamContent(new Chunks(chunks)) { Headers = { ContentType = new MediaTypeHeaderValue(file.ContentType), ContentLength = file.Length } };
        }
    }

    private static Uri AddressOf(Account account, string path) => new(new Uri(account.Settings["baseUrl"]), $"pages/{Uri.EscapeDataString(account.Settings["page"])}/{path}");

    private static List<string>? Read(Checkpoint? checkpoint)
    {
        if (checkpoint is not { Version: 2 }) return null;
        try
        {
            return JsonSerializer.Deserialize<List<string>>(checkpoint.State);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Member(string json, string name) => Parse(json) is JsonObject o && o[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Blocks one behind the other.</summary>
    private sealed class Chunks(List<byte[]> chunks) : Stream
    {
        private int _chunk;
        private int _offset;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_chunk == chunks.Count) return 0;
            var take = Math.Min(count, chunks[_chunk].Length - _offset);
            Array.Copy(chunks[_chunk], _offset, buffer, offset, take);
            if ((_offset += take) == chunks[_chunk].Length) (_chunk, _offset) = (_chunk + 1, 0);
            return take;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
