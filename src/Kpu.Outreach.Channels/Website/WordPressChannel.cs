using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Channels.Files;
using Kpu.Outreach.Channels.Http;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

namespace Kpu.Outreach.Channels.Website;

/// <summary>
/// Articles on a WordPress site, by its REST interface and an application password. A post is made as a draft under a slug of the publication's own, and set to "publish" by its id: the public step may be
/// repeated for ever, and what was made before is found again by the slug.
/// </summary>
[OutreachChannel]
internal sealed class WordPressChannel(IHttpClientFactory? http = null) : ChannelAdapter, IPublisher, IPreparer, IReviser, IRetractor, IStatusReader, IAccountProber
{
    internal const string Calls = "calls";
    internal static readonly ChannelKey Key = new("wordpress");

    private const int MostPictures = 20;

    private static readonly PlacementDescriptor Article = new()
    {
        Key = PlacementKey.Article,
        Text = new TextProfile { Markup = TextMarkup.Markdown, TitleMaximum = null },
        Media = new MediaProfile { MaximumImages = MostPictures, ContentTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"] },
        Operations = Operations.Publish | Operations.Revise | Operations.Retract,
        Guarantee = EffectGuarantee.RepeatSafe,
        Preparation = new PreparationProfile { Lead = TimeSpan.FromMinutes(15), CheckpointVersion = WordPressDraft.Version },
    };

    private readonly HttpCaller _caller = new(http, "wordpress");

    // Where the interface of a site is does not change from call to call; no account's own state.
    private readonly ConcurrentDictionary<Uri, Uri> _roots = new();

    public override ChannelDescriptor Descriptor { get; } = new()
    {
        Key = Key,
        DisplayName = "WordPress",
        PlatformApiVersion = "wp/v2",
        LongestCall = TimeSpan.FromSeconds(60),
        UsesNetwork = true,
        Permissions = ["publish_posts", "upload_files"],
        Settings =
        [
            new SettingDescriptor("baseUrl", "Alamat laman WordPress, misalnya https://kota-blitar.kpu.go.id/.", Required: true),
            new SettingDescriptor("categories", "Kategori yang sudah ada di laman, dipisah koma (slug)."),
        ],
        Limits = [new LimitDescriptor { Name = Calls, Sharer = LimitSharer.Setting, Setting = "baseUrl", Permits = 120, Per = TimeSpan.FromMinutes(1) }],
        Placements = [Article],
    };

    public ValueTask<ProbeResult> ProbeAsync(Account account, CancellationToken cancellationToken)
    {
        var settings = new ChannelSettings(account, Descriptor);
        settings.Address("baseUrl");
        return ValueTask.FromResult(new ProbeResult(settings.Problems.Count == 0 ? new AccountProfile() : null, settings.Problems));
    }

    public async ValueTask<Outcome> PrepareAsync(PrepareRequest request, CancellationToken cancellationToken)
    {
        if (Refusal(request.Publish) is { } refusal) return refusal;
        var (site, outcome) = await OpenAsync(request.Publish, cancellationToken).ConfigureAwait(false);
        if (site is null) return outcome!;
        var (draft, failed) = await DraftAsync(site, request.Publish, WordPressDraft.Read(request.Last), request.SaveAsync, cancellationToken).ConfigureAwait(false);
        return failed ?? (draft.Post is null ? new Outcome.Failed() : new Outcome.Prepared());
    }

    public async ValueTask<Outcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        if (Refusal(request) is { } refusal) return refusal;
        var (site, outcome) = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        if (site is null) return outcome!;
        var (draft, failed) = await DraftAsync(site, request, WordPressDraft.Read(request.Prepared), (_, _) => ValueTask.CompletedTask, cancellationToken).ConfigureAwait(false);
        if (failed is not null) return failed;
        return await SetAsync(site, request, draft, draft.Post!, publishes: true, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Outcome> ReviseAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        if (Refusal(request) is { } refusal) return refusal;
        var (site, outcome) = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        if (site is null) return outcome!;
        var (draft, failed) = await PicturesAsync(site, request, WordPressDraft.Read(request.Prepared), (_, _) => ValueTask.CompletedTask, cancellationToken).ConfigureAwait(false);
        if (failed is not null) return failed;
        return await SetAsync(site, request, draft, request.Live!.Reference, publishes: false, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Outcome> RetractAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        var (site, outcome) = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        if (site is null) return outcome!;
        if (!await request.Context.StillOwned(cancellationToken).ConfigureAwait(false)) return new Outcome.Failed();
        var answer = await site.TrashPostAsync(request.Live!.Reference, cancellationToken).ConfigureAwait(false);

        // What is in the bin already, or not there any more, was taken back, by whomever.
        var gone = answer.IsSuccess || answer.Status == HttpStatusCode.Gone || (answer.Status == HttpStatusCode.NotFound && answer.Text("code") == "rest_post_invalid_id");
        return gone ? new Outcome.Done(request.Live) : WordPressAnswers.Outcome(answer, isPublic: true, request.Context.Clock);
    }

    public async ValueTask<Observation> LookAsync(PublishRequest request, string? handle, CancellationToken cancellationToken)
    {
        var (site, _) = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        if (site is null) return new Observation(ObservedState.CannotTell);
        var answer = await site.FindPostAsync(SlugOf(request.Publication), cancellationToken).ConfigureAwait(false);
        if (WordPressAnswers.Items(answer) is not { } found) return new Observation(ObservedState.CannotTell);
        if (found.FirstOrDefault(p => p.Number("id") is not null) is not { ValueKind: JsonValueKind.Object } post) return new Observation(ObservedState.Absent);
        var receipt = new Receipt(post.Number("id")!.Value.ToString(CultureInfo.InvariantCulture), Link(post.Text("link")));
        return post.Text("status") switch
        {
            "publish" => new Observation(post.Text("title", "raw") == request.Rendition.Title ? ObservedState.Live : ObservedState.Altered, Receipt: receipt),
            "future" => new Observation(ObservedState.Pending, Receipt: receipt),
            null => new Observation(ObservedState.CannotTell),
            _ => new Observation(ObservedState.Absent),
        };
    }

    /// <summary>The slug under which a publication stands, whatever its title becomes: the material's id for people, and a piece of the key's hash for us.</summary>
    private static string SlugOf(PublicationKey publication) => $"{publication.Material}-{publication.ToHash().Hex[..12]}";

    private static Outcome.Rejected? Refusal(PublishRequest request)
    {
        var media = request.Rendition.Parts[request.Part].Media;
        return request.Publication.Placement == Article.Key && media.Count <= MostPictures && media.All(m => Article.Media.ContentTypes.Contains(m.File.ContentType))
            ? null
            : new Outcome.Rejected { Problem = Problem.Error(WordPressProblems.ContentRefused, Place.Unknown, request.Publication.Placement.Value) };
    }

    private async Task<(WordPressSite? Site, Outcome? Outcome)> OpenAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        var settings = new ChannelSettings(request.Account, Descriptor);
        if (settings.Address("baseUrl") is not { } home) return (null, new Outcome.NeedsReconnect { Problem = settings.Problems[0] });
        var secret = await request.Context.Credential(cancellationToken).ConfigureAwait(false);
        if (secret is null || WordPressSite.Login(secret.Reveal()) is not { } login) return (null, new Outcome.NeedsReconnect { Problem = Problem.Error(WordPressProblems.CredentialForm, Place.Unknown) });
        if (_roots.TryGetValue(home, out var root)) return (new WordPressSite(_caller, root, login), null);
        var (found, answer) = await WordPressSite.DiscoverAsync(_caller, home, cancellationToken).ConfigureAwait(false);
        if (found is not null) return (new WordPressSite(_caller, _roots.GetOrAdd(home, found), login), null);
        return (null, answer.IsSuccess
            ? new Outcome.NeedsReconnect { Problem = Problem.Error(WordPressProblems.NoInterface, Place.Unknown, home.Host) }
            : WordPressAnswers.Outcome(answer, isPublic: false, request.Context.Clock));
    }

    /// <summary>Brings the pictures, and takes or makes the draft; everything is looked up before it is made.</summary>
    private static async Task<(WordPressDraft Draft, Outcome? Failed)> DraftAsync(WordPressSite site, PublishRequest request, WordPressDraft draft, Func<Checkpoint, CancellationToken, ValueTask> save, CancellationToken cancellationToken)
    {
        (draft, var failed) = await PicturesAsync(site, request, draft, save, cancellationToken).ConfigureAwait(false);
        if (failed is not null || draft.Post is not null) return (draft, failed);
        var slug = SlugOf(request.Publication);
        var answer = await site.FindPostAsync(slug, cancellationToken).ConfigureAwait(false);
        if (WordPressAnswers.Items(answer) is not { } found) return (draft, await RefusedAsync(site, answer, request, cancellationToken).ConfigureAwait(false));
        var id = found.Select(p => p.Number("id")).FirstOrDefault(n => n is not null);
        if (id is null)
        {
            answer = await site.CreatePostAsync(new JsonObject { ["status"] = "draft", ["slug"] = slug, ["title"] = request.Rendition.Title, ["content"] = "" }, cancellationToken).ConfigureAwait(false);
            id = answer.IsSuccess ? answer.Number("id") : null;
            if (id is null) return (draft, await RefusedAsync(site, answer, request, cancellationToken).ConfigureAwait(false));
        }

        draft = draft with { Post = id.Value.ToString(CultureInfo.InvariantCulture) };
        await save(draft.ToCheckpoint(), cancellationToken).ConfigureAwait(false);
        return (draft, null);
    }

    private static async Task<(WordPressDraft Draft, Outcome? Failed)> PicturesAsync(WordPressSite site, PublishRequest request, WordPressDraft draft, Func<Checkpoint, CancellationToken, ValueTask> save, CancellationToken cancellationToken)
    {
        foreach (var media in request.Rendition.Parts[request.Part].Media)
        {
            var hash = media.File.Hash.Hex;
            if (draft.Media.ContainsKey(hash)) continue;
            var slug = "kpu-" + hash[..24];
            var answer = await site.FindMediaAsync(slug, cancellationToken).ConfigureAwait(false);
            if (WordPressAnswers.Items(answer) is not { } found) return (draft, await RefusedAsync(site, answer, request, cancellationToken).ConfigureAwait(false));
            var picture = found.Select(Picture).FirstOrDefault(p => p is not null);
            if (picture is null)
            {
                answer = await site.AddMediaAsync(media.File, slug, media.AltText, request.Context.Media, cancellationToken).ConfigureAwait(false);
                picture = answer is { IsSuccess: true, Json: { } json } ? Picture(json) : null;
                if (picture is null) return (draft, await RefusedAsync(site, answer, request, cancellationToken).ConfigureAwait(false));
            }

            draft = draft.With(hash, picture);
            await save(draft.ToCheckpoint(), cancellationToken).ConfigureAwait(false);
        }

        return (draft, null);

        static WordPressMedia? Picture(JsonElement json) => json.Number("id") is { } id && json.Text("source_url") is { } address ? new WordPressMedia(id, address) : null;
    }

    /// <summary>Sets a post to what it shall say: the one step that is public.</summary>
    private async Task<Outcome> SetAsync(WordPressSite site, PublishRequest request, WordPressDraft draft, string id, bool publishes, CancellationToken cancellationToken)
    {
        var (post, failed) = await PostAsync(site, request, draft, cancellationToken).ConfigureAwait(false);
        if (post is null) return failed!;
        if (publishes) post["status"] = "publish";
        if (!await request.Context.StillOwned(cancellationToken).ConfigureAwait(false)) return new Outcome.Failed();
        return Done(await site.ChangePostAsync(id, post, cancellationToken).ConfigureAwait(false), request);
    }

    /// <summary>The post as it shall stand; null with an outcome when the site refused a word to sort by.</summary>
    private async Task<(JsonObject? Post, Outcome? Failed)> PostAsync(WordPressSite site, PublishRequest request, WordPressDraft draft, CancellationToken cancellationToken)
    {
        var (rendition, part) = (request.Rendition, request.Rendition.Parts[request.Part]);
        var tags = new JsonArray();
        foreach (var tag in rendition.Hashtags)
        {
            // "Create" and "take" are one call: a name that is there already comes back with its number.
            var answer = await site.AddTagAsync(tag, cancellationToken).ConfigureAwait(false);
            if ((answer.IsSuccess ? answer.Number("id") : answer.Number("data", "term_id")) is { } id) tags.Add((JsonNode)JsonValue.Create(id));
            else return (null, await RefusedAsync(site, answer, request, cancellationToken).ConfigureAwait(false));
        }

        var post = new JsonObject
        {
            ["title"] = rendition.Title,
            ["content"] = WordPressArticle.Html(rendition, part, draft.Media),
            ["excerpt"] = rendition.Summary,
            ["tags"] = tags,
            ["featured_media"] = part.Media.Select(m => draft.Media.GetValueOrDefault(m.File.Hash.Hex)?.Id).FirstOrDefault() ?? 0,
        };
        if (new ChannelSettings(request.Account, Descriptor).Text("categories") is { } slugs)
        {
            var answer = await site.FindCategoriesAsync(slugs.Replace(" ", "", StringComparison.Ordinal), cancellationToken).ConfigureAwait(false);
            if (WordPressAnswers.Items(answer) is not { } found) return (null, await RefusedAsync(site, answer, request, cancellationToken).ConfigureAwait(false));
            post["categories"] = new JsonArray([.. found.Select(c => c.Number("id")).OfType<long>().Select(id => JsonValue.Create(id))]);
        }

        return (post, null);
    }

    /// <summary>The answer says whether the post is public; a status of success alone does not.</summary>
    private static Outcome Done(HttpAnswer answer, PublishRequest request)
    {
        if (!answer.IsSuccess) return WordPressAnswers.Outcome(answer, isPublic: true, request.Context.Clock);
        return (answer.Number("id"), answer.Text("status")) switch
        {
            ({ } id, "publish") => new Outcome.Done(new Receipt(id.ToString(CultureInfo.InvariantCulture), Link(answer.Text("link")))),
            ({ }, "pending" or "draft" or "private" or "future") => new Outcome.NeedsPerson(WordPressProblems.NotShown) { Problem = Problem.Error(WordPressProblems.NotShown, Place.Unknown, answer.Text("status")!) },
            _ => new Outcome.Unknown { Problem = WordPressAnswers.Unclear(answer) },
        };
    }

    /// <summary>A refusal of something that is not public. A login that is refused may be a wrong password, or a site without application passwords: the index tells.</summary>
    private static async Task<Outcome> RefusedAsync(WordPressSite site, HttpAnswer answer, PublishRequest request, CancellationToken cancellationToken)
    {
        // A visitor may not ask for drafts: that is how a wrong password looks to a list.
        var refused = answer.Status == HttpStatusCode.Unauthorized || (answer.Status == HttpStatusCode.BadRequest && answer.Text("data", "params", "status") is not null);
        if (!refused) return WordPressAnswers.Outcome(answer, isPublic: false, request.Context.Clock);
        var index = await site.IndexAsync(cancellationToken).ConfigureAwait(false);
        var off = index is { IsSuccess: true, Json: { ValueKind: JsonValueKind.Object } json } && json.TryGetProperty("authentication", out var ways) && ways.ValueKind == JsonValueKind.Array && ways.GetArrayLength() == 0;
        return new Outcome.NeedsReconnect { Problem = Problem.Error(off ? WordPressProblems.PasswordsOff : WordPressProblems.LoginRefused, Place.Unknown) };
    }

    private static Uri? Link(string? link) => Uri.TryCreate(link, UriKind.Absolute, out var address) ? address : null;
}
