using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Kpu.Outreach.Channels.Website;
using Kpu.Outreach.Publishing;
using Kpu.Outreach.Testing.Adapters;
using Kpu.Outreach.Testing.Platform;

namespace Kpu.Outreach.Channels.Tests.Conformance;

/// <summary>WordPress as a script, as far as the adapter can tell: posts with a status and a slug, pictures, tags.</summary>
public sealed partial class WordPressFixture : AdapterFixture
{
    protected override IChannelAdapter CreateAdapter(AdapterSurroundings surroundings) => new WordPressChannel(surroundings.Http);

    protected override IReadOnlyDictionary<string, string> SettingsOf(string account, Uri platform) => new Dictionary<string, string> { ["baseUrl"] = platform.AbsoluteUri + account };

    protected override string? CredentialOf(string account) => "humas:" + MarkedSecret;

    /// <summary>The words without their markup: that is what a reader sees.</summary>
    protected override string? Shown(Rendition rendition, int part) => $"{rendition.Title}\n\n{rendition.Parts[part].Text}";

    protected override void Script(FakePlatform platform)
    {
        var posts = new ConcurrentDictionary<(string Site, string Id), (string Slug, string Status, string Title, string Content)>();
        var media = new ConcurrentDictionary<(string Site, string Slug), string>();
        var tags = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var number = 10;
        platform
            .On("GET", "{site}", call => new PlatformAnswer { ContentType = "text/html", Body = "<!doctype html>", Headers = new Dictionary<string, string> { ["Link"] = $"<{platform.Address}{call.Values["site"]}/wp-json/>; rel=\"https://api.w.org/\"" } })
            .On("GET", "{site}/wp-json", _ => PlatformAnswer.Json(new { authentication = new { } }))
            .On("GET", "{site}/wp-json/wp/v2/posts", call => PlatformAnswer.Json(posts.Where(p => p.Key.Site == call.Values["site"] && p.Value.Slug == call.Query["slug"] && p.Value.Status != "trash").Select(p => Told(p.Key.Id, p.Value))))
            .On("POST", "{site}/wp-json/wp/v2/posts", call =>
            {
                var json = call.Json()!;
                var id = Interlocked.Increment(ref number).ToString(CultureInfo.InvariantCulture);
                platform.Effects.AddDraft();
                var post = (json["slug"]!.GetValue<string>(), json["status"]!.GetValue<string>(), json["title"]!.GetValue<string>(), json["content"]!.GetValue<string>());
                posts[(call.Values["site"], id)] = post;
                return PlatformAnswer.Json(Told(id, post), 201);
            })
            .On("POST", "{site}/wp-json/wp/v2/posts/{id}", call =>
            {
                var (site, id) = (call.Values["site"], call.Values["id"]);
                if (!posts.TryGetValue((site, id), out var post)) return PlatformAnswer.Json(new { code = "rest_post_invalid_id" }, 404);
                if (call.Query.GetValueOrDefault("_method") == "DELETE")
                {
                    if (post.Status == "trash") return PlatformAnswer.Json(new { code = "rest_already_trashed" }, 410);
                    posts[(site, id)] = post with { Status = "trash" };
                    platform.Effects.Remove(site, id);
                    return PlatformAnswer.Json(Told(id, posts[(site, id)]));
                }

                var json = call.Json()!;
                post = (post.Slug, json["status"]?.GetValue<string>() ?? post.Status, json["title"]!.GetValue<string>(), json["content"]!.GetValue<string>());
                posts[(site, id)] = post;
                if (post.Status == "publish") platform.Effects.Set(site, id, post.Title + "\n\n" + WebUtility.HtmlDecode(Markup().Replace(post.Content, "")));
                return PlatformAnswer.Json(Told(id, post));
            })
            .On("GET", "{site}/wp-json/wp/v2/media", call => PlatformAnswer.Json(media.Where(m => m.Key == (call.Values["site"], call.Query["slug"])).Select(m => new { id = int.Parse(m.Value, CultureInfo.InvariantCulture), source_url = $"https://contoh.id/{m.Key.Slug}.png" })))
            .On("POST", "{site}/wp-json/wp/v2/media", call =>
            {
                var slug = Slug().Match(Encoding.Latin1.GetString(call.Body.Span)).Groups[1].Value;
                if (slug.Length == 0) return PlatformAnswer.Json(new { code = "rest_upload_no_data" }, 400);
                platform.Effects.AddDraft();
                var id = media[(call.Values["site"], slug)] = Interlocked.Increment(ref number).ToString(CultureInfo.InvariantCulture);
                return PlatformAnswer.Json(new { id = int.Parse(id, CultureInfo.InvariantCulture), source_url = $"https://contoh.id/{slug}.png" }, 201);
            })
            .On("POST", "{site}/wp-json/wp/v2/tags", call =>
            {
                var name = call.Json()!["name"]!.GetValue<string>();
                return tags.TryGetValue(name, out var known)
                    ? PlatformAnswer.Json(new { code = "term_exists", data = new { status = 400, term_id = known } }, 400)
                    : PlatformAnswer.Json(new { id = tags[name] = Interlocked.Increment(ref number) }, 201);
            });

        static object Told(string id, (string Slug, string Status, string Title, string Content) post) => new
        {
            id = int.Parse(id, CultureInfo.InvariantCulture), slug = post.Slug, status = post.Status, link = "https://contoh.id/" + post.Slug, title = new { raw = post.Title }, content = new { raw = post.Content },
        };
    }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Markup();

    [GeneratedRegex("filename=\"?([a-z0-9-]+)\\.")]
    private static partial Regex Slug();
}

public sealed class WordPressDescriptorTests(WordPressFixture fixture) : DescriptorSuite<WordPressFixture>(fixture);

public sealed class WordPressRenderingTests(WordPressFixture fixture) : RenderingSuite<WordPressFixture>(fixture);

public sealed class WordPressPublisherTests(WordPressFixture fixture) : PublisherSuite<WordPressFixture>(fixture);

public sealed class WordPressReviserTests(WordPressFixture fixture) : ReviserSuite<WordPressFixture>(fixture);

public sealed class WordPressRetractorTests(WordPressFixture fixture) : RetractorSuite<WordPressFixture>(fixture);

public sealed class WordPressStatusReaderTests(WordPressFixture fixture) : StatusReaderSuite<WordPressFixture>(fixture);

public sealed class WordPressPreparerTests(WordPressFixture fixture) : PreparerSuite<WordPressFixture>(fixture);

public sealed class WordPressAccountProberTests(WordPressFixture fixture) : AccountProberSuite<WordPressFixture>(fixture);
