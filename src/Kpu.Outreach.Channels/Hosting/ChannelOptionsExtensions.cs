using System.Diagnostics.CodeAnalysis;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Channels.PartnerFeeds;
using Kpu.Outreach.Channels.Radio;
using Kpu.Outreach.Channels.Social;
using Kpu.Outreach.Channels.Website;
using Kpu.Outreach.Primitives;
using Kpu.Outreach.Publishing;

// In the namespace of the options they extend, so that whoever has the options finds them.
namespace Kpu.Outreach;

/// <summary>Adds the channels of this package and accounts on them.</summary>
public static class ChannelOptionsExtensions
{
    /// <summary>Adds every channel of this package: <c>static-site</c>, <c>wordpress</c>, <c>feed</c>, <c>timeline</c> and <c>radio-script</c>. A channel that is already there stays.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The options.</returns>
    [RequiresUnreferencedCode("Channels are found by reflection; trimming may have removed them.")]
    public static OutreachOptions AddBuiltInChannels(this OutreachOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddChannelsFrom(typeof(ChannelOptionsExtensions).Assembly);
    }

    /// <summary>Adds a website of plain files: article pages, start page, archive by stage, sitemap.</summary>
    /// <param name="options">The options.</param>
    /// <param name="key">The account's key, such as <c>laman</c>.</param>
    /// <param name="folder">The folder, relative to <see cref="OutreachOptions.OutputRoot"/>; never outside of it.</param>
    /// <param name="baseUrl">The public address of that folder; null while it has none, and then there is no sitemap and nothing to share.</param>
    /// <param name="title">The name of the site; null for the office's.</param>
    /// <param name="office">The office; null for KPU RI.</param>
    /// <returns>The options.</returns>
    public static OutreachOptions AddStaticSite(this OutreachOptions options, string key, string folder, [StringSyntax(StringSyntaxAttribute.Uri)] string? baseUrl = null, string? title = null, OfficeCode? office = null) =>
        Add<StaticSiteChannel>(options, StaticSiteChannel.Key, key, office, null, null, ("folder", Required(folder)), ("baseUrl", baseUrl), ("title", title));

    /// <summary>Adds a WordPress site, by its REST interface.</summary>
    /// <param name="options">The options.</param>
    /// <param name="key">The account's key, such as <c>laman</c>.</param>
    /// <param name="baseUrl">The address of the site.</param>
    /// <param name="credential">Where <c>user:application password</c> is kept, such as <c>env:WORDPRESS</c>; never the password itself.</param>
    /// <param name="categories">The slugs of categories that are there, separated by commas; null for none.</param>
    /// <param name="office">The office; null for KPU RI.</param>
    /// <returns>The options.</returns>
    public static OutreachOptions AddWordPress(this OutreachOptions options, string key, [StringSyntax(StringSyntaxAttribute.Uri)] string baseUrl, string credential, string? categories = null, OfficeCode? office = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(baseUrl);
        ArgumentException.ThrowIfNullOrWhiteSpace(credential);
        return Add<WordPressChannel>(options, WordPressChannel.Key, key, office, null, credential, ("baseUrl", baseUrl), ("categories", categories));
    }

    /// <summary>Adds feeds for partners: what was published or corrected last as RSS 2.0, Atom and JSON Feed files, of everything and of each stage, segment and region.</summary>
    /// <param name="options">The options.</param>
    /// <param name="key">The account's key, such as <c>umpan</c>.</param>
    /// <param name="folder">The folder, relative to <see cref="OutreachOptions.OutputRoot"/>; never outside of it.</param>
    /// <param name="baseUrl">The public address of that folder; null while it has none, and then the feeds carry no media.</param>
    /// <param name="title">The name of the feed; null for the office's.</param>
    /// <param name="office">The office; null for KPU RI.</param>
    /// <returns>The options.</returns>
    public static OutreachOptions AddFeed(this OutreachOptions options, string key, string folder, [StringSyntax(StringSyntaxAttribute.Uri)] string? baseUrl = null, string? title = null, OfficeCode? office = null) =>
        Add<FeedChannel>(options, FeedChannel.Key, key, office, null, null, ("folder", Required(folder)), ("baseUrl", baseUrl), ("title", title));

    /// <summary>Adds a station's scripts and rundown.</summary>
    /// <param name="options">The options.</param>
    /// <param name="key">The account's key, such as <c>radio</c>.</param>
    /// <param name="folder">The folder, relative to <see cref="OutreachOptions.OutputRoot"/>; never outside of it.</param>
    /// <param name="station">The name on air; null for the office's.</param>
    /// <param name="office">The office; null for KPU RI.</param>
    /// <returns>The options.</returns>
    public static OutreachOptions AddRadioScript(this OutreachOptions options, string key, string folder, string? station = null, OfficeCode? office = null) =>
        Add<RadioScriptChannel>(options, RadioScriptChannel.Key, key, office, null, null, ("folder", Required(folder)), ("station", station));

    /// <summary>Adds a page that shows posts as they would appear on a platform, under its limits.</summary>
    /// <param name="options">The options.</param>
    /// <param name="key">The account's key, such as <c>instagram</c>.</param>
    /// <param name="platform">The platform: <c>instagram</c>, <c>facebook</c>, <c>x</c>, <c>youtube</c>, <c>tiktok</c> or <c>whatsapp</c>.</param>
    /// <param name="folder">The folder, relative to <see cref="OutreachOptions.OutputRoot"/>; null for <c>linimasa/</c> and the key.</param>
    /// <param name="displayName">The name shown, such as <c>@kpukotablitar</c>; null for the office's.</param>
    /// <param name="office">The office; null for KPU RI.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">The platform is none of the six.</exception>
    public static OutreachOptions AddTimeline(this OutreachOptions options, string key, string platform, string? folder = null, string? displayName = null, OfficeCode? office = null)
    {
        if (SocialPlatform.Find(platform) is not { } known)
            throw new ArgumentException($"'{platform}' is none of: {string.Join(", ", SocialPlatform.All.Select(p => p.Key))}.", nameof(platform));
        return Add<TimelineChannel>(options, TimelineChannel.Key, key, office, displayName, null, ("platform", known.Key), ("folder", folder));
    }

    private static OutreachOptions Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TChannel>(OutreachOptions options, ChannelKey channel, string key, OfficeCode? office, string? displayName, string? credential, params ReadOnlySpan<(string Name, string? Value)> settings)
        where TChannel : class, IChannelAdapter
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        var given = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in settings)
            if (value is not null) given[name] = value;
        return options.AddChannel<TChannel>().AddAccount(new Account { Key = key, Channel = channel, Office = office ?? OfficeCode.National, DisplayName = displayName, Credential = credential, Settings = given.AsReadOnly() });
    }

    private static string Required(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return folder;
    }
}
