using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Media;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Videotron;

/// <summary>
/// Shows slides on a screen: a short text and at most one picture. Pictures are brought to the screen beforehand, under their hash; a slide stands under a key of ours, so that both may be repeated.
/// </summary>
[OutreachChannel]
public sealed class VideotronChannel(IHttpClientFactory http) : ChannelAdapter, IPublisher, IReviser, IRetractor, IStatusReader, IPreparer, IAccountProber
{
    internal static readonly ChannelKey Key = new("videotron");

    // What can be read in the ten seconds of a slide, from across a square, where nobody can click on a hashtag.
    private const int LongestText = 120;
    private const long LargestPicture = 5 * 1024 * 1024;

    private static readonly PlacementDescriptor Slide = new()
    {
        Key = new PlacementKey("slide"),
        Text = new TextProfile { Measure = TextMeasure.Graphemes, Maximum = LongestText, MaximumHashtags = 0 },
        Media = new MediaProfile { MaximumImages = 1, ContentTypes = ["image/png", "image/jpeg"], MaximumImageBytes = LargestPicture },
        Operations = Operations.Publish | Operations.Revise | Operations.Retract,
        Guarantee = EffectGuarantee.RepeatSafe,
        Preparation = new PreparationProfile { Lead = TimeSpan.FromMinutes(10) },
    };

    /// <inheritdoc/>
    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = Key,
        DisplayName = "Videotron",
        LongestCall = TimeSpan.FromSeconds(30),
        UsesNetwork = true,
        Settings = VideotronSettings.Descriptors,
        Limits = [new LimitDescriptor { Name = "changes", Sharer = LimitSharer.Setting, Setting = VideotronSettings.BaseUrl, Permits = 60, Per = TimeSpan.FromMinutes(1) }],
        Placements = [Slide],
    };

    /// <inheritdoc/>
    public ValueTask<ProbeResult> ProbeAsync(Account account, CancellationToken cancellationToken)
    {
        var (settings, problem) = VideotronSettings.Read(account);
        return ValueTask.FromResult(settings is null ? new ProbeResult(null, [problem!]) : new ProbeResult(new AccountProfile(), []));
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> PrepareAsync(PrepareRequest request, CancellationToken cancellationToken)
    {
        if (Refusal(request.Publish) is { } refusal) return refusal;
        if (PictureOf(request.Publish) is not { } picture || (request.Last is { Version: 1 } last && last.State == picture.Hash.Hex)) return new Outcome.Prepared();
        var stream = await request.Publish.Context.Media.OpenAsync(picture, cancellationToken).ConfigureAwait(false);
        using var content = new StreamContent(stream) { Headers = { ContentType = new MediaTypeHeaderValue(picture.ContentType), ContentLength = picture.Length } };
        var (status, _, outcome) = await SendAsync(request.Publish, HttpMethod.Put, "images/" + picture.Hash.Hex, content, cancellationToken).ConfigureAwait(false);

        // A picture on the device is not public: what went wrong had no effect.
        if (outcome is not null and not Outcome.Unknown) return outcome;
        if (outcome is not null || (int)status is < 200 or >= 300) return new Outcome.Failed { Problem = outcome?.Problem ?? Told(status) };
        await request.SaveAsync(new Checkpoint(1, picture.Hash.Hex), cancellationToken).ConfigureAwait(false);
        return new Outcome.Prepared();
    }

    /// <inheritdoc/>
    public ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken) => PutAsync(request, request.EffectKey, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Outcome> ReviseAsync(PublishRequest request, CancellationToken cancellationToken) => PutAsync(request, request.Live!.Reference, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Outcome> RetractAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        if (!await request.Context.StillOwned(cancellationToken).ConfigureAwait(false)) return new Outcome.Failed();
        var (status, _, outcome) = await SendAsync(request, HttpMethod.Delete, PathOf(request.Live!.Reference), null, cancellationToken).ConfigureAwait(false);

        // What is not there any more was taken off, by whomever.
        return outcome ?? (status is HttpStatusCode.NotFound || (int)status is >= 200 and < 300 ? new Outcome.Done(request.Live) : Doubt(status));
    }

    /// <inheritdoc/>
    public async ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken)
    {
        var key = request.Live?.Reference ?? request.EffectKey;
        var (status, body, outcome) = await SendAsync(request, HttpMethod.Get, PathOf(key), null, cancellationToken).ConfigureAwait(false);
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
        if (Refusal(request) is { } refusal) return refusal;
        if (!await request.Context.StillOwned(cancellationToken).ConfigureAwait(false)) return new Outcome.Failed();
        var part = request.Rendition.Parts[request.Part];
        using var content = JsonContent.Create(new
        {
            text = part.Text,
            seconds = VideotronSettings.Read(request.Account).Settings?.Seconds,
            image = PictureOf(request)?.Hash.Hex,
            alt = part.Media.FirstOrDefault()?.AltText,
        });
        var (status, _, outcome) = await SendAsync(request, HttpMethod.Put, PathOf(key), content, cancellationToken).ConfigureAwait(false);
        return outcome ?? status switch
        {
            _ when (int)status is >= 200 and < 300 => new Outcome.Done(new Receipt(key)),

            // The device is full: somebody has to take something off.
            HttpStatusCode.InsufficientStorage => new Outcome.NeedsPerson("videotron-full") { Problem = Problem.Error("videotron-full", Place.Unknown) },

            // The picture is not on the device any more: the next attempt brings it again.
            HttpStatusCode.Conflict => new Outcome.Failed { Problem = Told(status) },
            _ => Doubt(status),
        };
    }

    /// <summary>What the screen cannot show is refused without a call.</summary>
    private static Outcome.Rejected? Refusal(PublishRequest request)
    {
        var part = request.Rendition.Parts[request.Part];
        var fits = request.Publication.Placement == Slide.Key
            && TextLength.Of(part.Text, TextMeasure.Graphemes) <= LongestText
            && part.Media.Count <= 1
            && part.Media.All(m => Slide.Media.ContentTypes.Contains(m.File.ContentType) && m.File.Length <= LargestPicture);
        return fits ? null : new Outcome.Rejected { Problem = Problem.Error("videotron-content", Place.Unknown) };
    }

    private static MediaRef? PictureOf(PublishRequest request) => request.Rendition.Parts[request.Part].Media.FirstOrDefault()?.File;

    private static string PathOf(string key) => "slides/" + Uri.EscapeDataString(key);

    /// <summary>Sends one request, once. The outcome is there when the answer says the same whatever was asked.</summary>
    private async Task<(HttpStatusCode Status, string Body, Outcome? Outcome)> SendAsync(PublishRequest request, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        var (settings, problem) = VideotronSettings.Read(request.Account);
        if (settings is null) return (default, "", new Outcome.NeedsReconnect { Problem = problem });
        using var client = http.CreateClient("videotron");
        using var message = new HttpRequestMessage(method, new Uri(settings.Api, "api/" + path)) { Content = content };
        if (await request.Context.Credential(cancellationToken).ConfigureAwait(false) is { } key) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        try
        {
            using var answer = await client.SendAsync(message, cancellationToken).ConfigureAwait(false);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return (answer.StatusCode, body, answer.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new Outcome.NeedsReconnect { Problem = Told(answer.StatusCode) },
                HttpStatusCode.TooManyRequests => new Outcome.Deferred(RetryAt(answer, request.Context.Clock), "changes"),
                _ => null,
            });
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            // Nothing was sent: it may be tried again.
            return (default, "", new Outcome.Failed { Problem = Problem.Error("videotron-unreachable", Place.Unknown, settings.Api.Host) });
        }
        catch (HttpRequestException)
        {
            return (default, "", Doubt(default));
        }
    }

    /// <summary>An answer that does not say whether it was done: somebody looks, or repeats where that is safe.</summary>
    private static Outcome.Unknown Doubt(HttpStatusCode status) => new() { Problem = Told(status) };

    private static Problem Told(HttpStatusCode status) => Problem.Error("videotron-answer", Place.Unknown, ((int)status).ToString(CultureInfo.InvariantCulture));

    private static DateTimeOffset RetryAt(HttpResponseMessage answer, TimeProvider clock) => answer.Headers.RetryAfter switch
    {
        { Delta: { } wait } => clock.GetUtcNow() + wait,
        { Date: { } date } => date,
        _ => clock.GetUtcNow().AddMinutes(1),
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
