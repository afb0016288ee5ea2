using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Nama_Proyek;

/// <summary>Puts notices on a board. Every notice stands under a key of ours, so that a call may be repeated: "create" is turned into "set".</summary>
[OutreachChannel]
public sealed class NamaKanalChannel(IHttpClientFactory http) : ChannelAdapter, IPublisher, IReviser, IRetractor, IStatusReader, IAccountProber
{
    internal static readonly ChannelKey Key = new("kunci-kanal");

    private const int LongestText = 280;

    /// <inheritdoc/>
    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = Key,
        DisplayName = "NamaKanal",
        LongestCall = TimeSpan.FromSeconds(30),
        UsesNetwork = true,
        Settings = NamaKanalSettings.Descriptors,
        Limits = [new LimitDescriptor { Name = "notices", Permits = 600, Per = TimeSpan.FromHours(1) }],
        Placements =
        [
            new PlacementDescriptor
            {
                Key = PlacementKey.Post,
                Text = new TextProfile { Measure = TextMeasure.Graphemes, Maximum = LongestText },
                Operations = Operations.Publish | Operations.Revise | Operations.Retract,
                Guarantee = EffectGuarantee.RepeatSafe,
            },
        ],
    };

    /// <inheritdoc/>
    public ValueTask<ProbeResult> ProbeAsync(Account account, CancellationToken cancellationToken)
    {
        var (settings, problem) = NamaKanalSettings.Read(account);
        return ValueTask.FromResult(settings is null ? new ProbeResult(null, [problem!]) : new ProbeResult(new AccountProfile(), []));
    }

    /// <inheritdoc/>
    public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken) => PutAsync(request, request.EffectKey, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome> ReviseAsync(PublishRequest request, CancellationToken cancellationToken) => PutAsync(request, request.Live!.Reference, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Outcome> RetractAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        if (!await request.Context.StillOwned(cancellationToken).ConfigureAwait(false)) return new Outcome.Failed();
        var (status, _, outcome) = await SendAsync(request, HttpMethod.Delete, request.Live!.Reference, null, cancellationToken).ConfigureAwait(false);

        // What is not there any more was taken back, by whomever.
        return outcome ?? (status is HttpStatusCode.NotFound || (int)status is >= 200 and < 300 ? new Outcome.Done(request.Live) : Doubt(status));
    }

    /// <inheritdoc/>
    public async ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken)
    {
        var key = request.Live?.Reference ?? request.EffectKey;
        var (status, body, outcome) = await SendAsync(request, HttpMethod.Get, key, null, cancellationToken).ConfigureAwait(false);
        if (outcome is not null) return new Observation(ObservedState.CannotTell);
        return status switch
        {
            HttpStatusCode.NotFound => new Observation(ObservedState.Absent),
            HttpStatusCode.OK when TextOf(body) is { } text => new Observation(text == request.Rendition.Parts[request.Part].Text ? ObservedState.Live : ObservedState.Altered, Receipt: new Receipt(key)),
            _ => new Observation(ObservedState.CannotTell),
        };
    }

    private async ValueTask<Outcome> PutAsync(PublishRequest request, string key, CancellationToken cancellationToken)
    {
        // What cannot be taken is refused without a call.
        var part = request.Rendition.Parts[request.Part];
        if (request.Publication.Placement != PlacementKey.Post || part.Media.Count > 0 || TextLength.Of(part.Text, TextMeasure.Graphemes) > LongestText)
            return new Outcome.Rejected { Problem = Problem.Error("kunci-kanal-content", Place.Unknown) };
        if (!await request.Context.StillOwned(cancellationToken).ConfigureAwait(false)) return new Outcome.Failed();
        using var content = JsonContent.Create(new { text = part.Text });
        var (status, _, outcome) = await SendAsync(request, HttpMethod.Put, key, content, cancellationToken).ConfigureAwait(false);
        return outcome ?? ((int)status is >= 200 and < 300 ? new Outcome.Done(new Receipt(key)) : Doubt(status));
    }

    /// <summary>Sends one request, once. The outcome is there when the answer says the same whatever was asked.</summary>
    private async Task<(HttpStatusCode Status, string Body, Outcome? Outcome)> SendAsync(PublishRequest request, HttpMethod method, string key, HttpContent? content, CancellationToken cancellationToken)
    {
        var (settings, problem) = NamaKanalSettings.Read(request.Account);
        if (settings is null) return (default, "", new Outcome.NeedsReconnect { Problem = problem });
        using var client = http.CreateClient("kunci-kanal");
        using var message = new HttpRequestMessage(method, new Uri(settings.Api, $"boards/{Uri.EscapeDataString(settings.Board)}/notices/{Uri.EscapeDataString(key)}")) { Content = content };
        if (await request.Context.Credential(cancellationToken).ConfigureAwait(false) is { } token) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        try
        {
            using var answer = await client.SendAsync(message, cancellationToken).ConfigureAwait(false);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return (answer.StatusCode, body, answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new Outcome.NeedsReconnect { Problem = Told(answer.StatusCode) },
                HttpStatusCode.TooManyRequests => new Outcome.Deferred(RetryAt(answer, request.Context.Clock), "notices"),
                HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity when method == HttpMethod.Put => Doubt(answer.StatusCode),
                _ => null,
            });
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            // Nothing was sent: it may be tried again.
            return (default, "", new Outcome.Failed { Problem = Problem.Error("kunci-kanal-unreachable", Place.Unknown, settings.Api.Host) });
        }
        catch (HttpRequestException)
        {
            return (default, "", Doubt(default));
        }
    }

    /// <summary>An answer that does not say whether it was done: somebody looks, or repeats where that is safe.</summary>
    private static Outcome.Unknown Doubt(HttpStatusCode status) => new() { Problem = Told(status) };

    private static Problem Told(HttpStatusCode status) => Problem.Error("kunci-kanal-answer", Place.Unknown, ((int)status).ToString(CultureInfo.InvariantCulture));

    private static DateTimeOffset RetryAt(HttpResponseMessage answer, TimeProvider clock) => answer.Headers.RetryAfter switch
    {
        { Delta: { } wait } => clock.GetUtcNow() + wait,
        { Date: { } date } => date,
        _ => clock.GetUtcNow().AddMinutes(15),
    };

    private static string? TextOf(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
