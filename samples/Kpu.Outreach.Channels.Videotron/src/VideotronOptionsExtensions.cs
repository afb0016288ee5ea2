using System.Globalization;
using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Channels.Videotron;
using Kpu.Outreach.Primitives;

// In the namespace of the options they extend, so that whoever has the options finds them.
namespace Kpu.Outreach;

/// <summary>Adds accounts on the channel <c>videotron</c>.</summary>
public static class VideotronOptionsExtensions
{
    /// <summary>Adds a screen, and the channel with it. <see cref="OutreachOptions.Services"/> must have an <c>IHttpClientFactory</c>; with <c>AddOutreach</c> the container has one after <c>AddHttpClient()</c>.</summary>
    /// <param name="options">The options.</param>
    /// <param name="key">The account's key, such as <c>alun-alun</c>.</param>
    /// <param name="baseUrl">The address of the screen.</param>
    /// <param name="credential">Where the screen's key is kept, such as <c>env:VIDEOTRON_KEY</c>; never the key itself.</param>
    /// <param name="seconds">How long a slide is shown each time, 5 to 60.</param>
    /// <param name="office">The office; null for KPU RI.</param>
    /// <returns>The options.</returns>
    public static OutreachOptions AddVideotron(this OutreachOptions options, string key, string baseUrl, string? credential = null, int seconds = VideotronSettings.DefaultSeconds, OfficeCode? office = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddChannel<VideotronChannel>().AddAccount(new Account
        {
            Key = key,
            Channel = VideotronChannel.Key,
            Office = office ?? OfficeCode.National,
            Credential = credential,
            Settings = new Dictionary<string, string> { [VideotronSettings.BaseUrl] = baseUrl, [VideotronSettings.SlideSeconds] = seconds.ToString(CultureInfo.InvariantCulture) },
        });
    }
}
