using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kpu.Outreach.Channels.Http;
using Kpu.Outreach.Media;

namespace Kpu.Outreach.Channels.Website;

/// <summary>A WordPress site's REST interface (<c>wp/v2</c>) for one call of the adapter.</summary>
internal sealed partial class WordPressSite(HttpCaller caller, Uri root, AuthenticationHeaderValue login)
{
    private const string Any = "publish,future,draft,pending,private";

    /// <summary>Where the interface of a site is: the home page says it in a header. Null with the answer that did not say it.</summary>
    public static async Task<(Uri? Root, HttpAnswer Answer)> DiscoverAsync(HttpCaller caller, Uri home, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, home);
        var answer = await caller.SendAsync(message, cancellationToken).ConfigureAwait(false);
        var match = answer.Headers.TryGetValue("Link", out var link) ? Root().Match(link) : null;
        return (match is { Success: true } && Uri.TryCreate(home, match.Groups[1].Value, out var root) && root.Scheme is "https" or "http" ? root : null, answer);
    }

    /// <summary>Reads a credential <c>user:application password</c>; spaces in the password are those that WordPress shows for reading.</summary>
    public static AuthenticationHeaderValue? Login(string credential)
    {
        var colon = credential.IndexOf(':', StringComparison.Ordinal);
        return colon < 1 || colon == credential.Length - 1 ? null : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credential)));
    }

    public Task<HttpAnswer> FindPostAsync(string slug, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, "wp/v2/posts", null, cancellationToken, ("slug", slug), ("status", Any), ("context", "edit"), ("_fields", "id,slug,status,link,title,content"));

    public Task<HttpAnswer> CreatePostAsync(JsonObject post, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, "wp/v2/posts", Body(post), cancellationToken);

    public Task<HttpAnswer> ChangePostAsync(string id, JsonObject post, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, "wp/v2/posts/" + id, Body(post), cancellationToken);

    /// <summary>Moves a post to the bin. Sent as POST: many firewalls stop DELETE.</summary>
    public Task<HttpAnswer> TrashPostAsync(string id, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, "wp/v2/posts/" + id, null, cancellationToken, ("_method", "DELETE"));

    public Task<HttpAnswer> FindMediaAsync(string slug, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "wp/v2/media", null, cancellationToken, ("slug", slug), ("_fields", "id,slug,source_url"));

    public Task<HttpAnswer> AddTagAsync(string name, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, "wp/v2/tags", Body(new JsonObject { ["name"] = name }), cancellationToken);

    public Task<HttpAnswer> FindCategoriesAsync(string slugs, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "wp/v2/categories", null, cancellationToken, ("slug", slugs), ("_fields", "id,slug"));

    /// <summary>The index of the interface: it says whether application passwords are on.</summary>
    public Task<HttpAnswer> IndexAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "", null, cancellationToken);

    /// <summary>Uploads a picture under a slug of its content, with its alternative text.</summary>
    public async Task<HttpAnswer> AddMediaAsync(MediaRef file, string slug, string? alt, IMediaLibrary media, CancellationToken cancellationToken)
    {
        var stream = await media.OpenAsync(file, cancellationToken).ConfigureAwait(false);
        // The same file is sent as the same bytes.
        using var content = new MultipartFormDataContent(slug + "-bagian");
        var body = new StreamContent(stream);
        body.Headers.ContentType = new MediaTypeHeaderValue(file.ContentType);
        body.Headers.ContentLength = file.Length;
        content.Add(body, "\"file\"", $"\"{slug}.{(file.ContentType == "image/png" ? "png" : file.ContentType == "image/gif" ? "gif" : file.ContentType == "image/webp" ? "webp" : "jpg")}\"");
        content.Add(new StringContent(slug), "\"slug\"");
        if (!string.IsNullOrWhiteSpace(alt)) content.Add(new StringContent(alt), "\"alt_text\"");
        return await SendAsync(HttpMethod.Post, "wp/v2/media", content, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpAnswer> SendAsync(HttpMethod method, string route, HttpContent? content, CancellationToken cancellationToken, params (string Name, string Value)[] query)
    {
        using var message = new HttpRequestMessage(method, Address(route, query)) { Content = content };
        message.Headers.Authorization = login;
        return await caller.SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    private static StringContent Body(JsonObject json) => new(json.ToJsonString(), Encoding.UTF8, "application/json");

    /// <summary>Without pretty permalinks the route itself stands in the query.</summary>
    private Uri Address(string route, (string Name, string Value)[] query)
    {
        var address = new StringBuilder(root.AbsoluteUri).Append(route);
        var separator = root.Query.Length > 0 ? '&' : '?';
        foreach (var (name, value) in query)
        {
            address.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return new Uri(address.ToString());
    }

    [GeneratedRegex("""<([^>]+)>\s*;\s*rel="https://api\.w\.org/" """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Root();
}
