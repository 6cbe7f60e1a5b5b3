<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP">
<context>
    <name>sentences</name>
    <message>
        <source>%1 % is kept</source>
        <extracomment>voiceapp/dialogue/session_facts.py; %1: round(ratio * 100)</extracomment>
        <translation>%1 % を残す</translation>
    </message>
    <message>
        <source>%1 Allow desktop apps to use it in Settings, Privacy &amp; security, Microphone.</source>
        <extracomment>voiceapp/audio/permission.py; %1: what</extracomment>
        <translation>%1「設定」の「プライバシーとセキュリティ」→「マイク」で、デスクトップアプリによる使用を許可してください。</translation>
    </message>
    <message>
        <source>%1 Allow it in System Settings, Privacy &amp; Security, Microphone; then start again.</source>
        <extracomment>voiceapp/audio/permission.py; %1: what</extracomment>
        <translation>%1「システム設定」の「プライバシーとセキュリティ」→「マイク」で許可してから、起動し直してください。</translation>
    </message>
    <message>
        <source>%1 Its preview protocol may be gone: leave the api-version out.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: sentence</extracomment>
        <translation>%1プレビュー版のプロトコルは終了した可能性があります。api-version を外してください。</translation>
    </message>
    <message>
        <source>%1 Permission was denied on %2: add yourself to the group “audio” and log in again, or start a sound server (PipeWire, PulseAudio).</source>
        <extracomment>voiceapp/audio/permission.py; %1: what; %2: SOUND_FILES</extracomment>
        <translation>%1%2 へのアクセスが拒否されました。自分をグループ「audio」に追加してログインし直すか、サウンドサーバー (PipeWire、PulseAudio) を起動してください。</translation>
    </message>
    <message>
        <source>%1 The certificate ends in %2 days.</source>
        <extracomment>voiceapp/checkup.py; %1: sentence; %2: days</extracomment>
        <translation>%1証明書の有効期限は残り %2 日です。</translation>
    </message>
    <message>
        <source>%1 The defaults are used.</source>
        <extracomment>voiceapp/settings_file.py; %1: error.sentence</extracomment>
        <translation>%1既定値を使います。</translation>
    </message>
    <message>
        <source>%1 The recording is shown up to there.</source>
        <extracomment>voiceapp/tape_player.py; %1: error.sentence</extracomment>
        <translation>%1録音はそこまで表示します。</translation>
    </message>
    <message>
        <source>%1 Trying again in %2 s.</source>
        <extracomment>voiceapp/dialogue/link.py; %1: sentence; %2: seconds</extracomment>
        <translation>%1%2 秒後に再試行します。</translation>
    </message>
    <message>
        <source>%1 What this version knows is shown.</source>
        <extracomment>voiceapp/recording/reader.py; %1: newer</extracomment>
        <translation>%1このバージョンで読める部分だけを表示します。</translation>
    </message>
    <message>
        <source>%1 and %2 were not delivered.</source>
        <extracomment>voiceapp/recording/recovery.py; %1: spoken; %2: typed</extracomment>
        <translation>%1と%2は送信されていません。</translation>
    </message>
    <message>
        <source>%1 can hold keys.</source>
        <extracomment>voiceapp/checkup.py; %1: await in_thread(self._keys.name)</extracomment>
        <translation>%1 にキーを保存できます。</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2.</source>
        <extracomment>voiceapp/settings_file.py; %1: path; %2: error.strerror or &apos;unknown reason&apos;</extracomment>
        <translation>%1 を読み込めません: %2。</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2. The defaults are used.</source>
        <extracomment>voiceapp/settings_file.py; %1: path.name; %2: _lower(str(error))</extracomment>
        <translation>%1 を読み込めません: %2。既定値を使います。</translation>
    </message>
    <message>
        <source>%1 cannot be read: a number is too long. The defaults are used.</source>
        <extracomment>voiceapp/settings_file.py; %1: path.name</extracomment>
        <translation>%1 を読み込めません: 桁数の多すぎる数値があります。既定値を使います。</translation>
    </message>
    <message>
        <source>%1 cannot be read: it is nested too deeply. The defaults are used.</source>
        <extracomment>voiceapp/settings_file.py; %1: path.name</extracomment>
        <translation>%1 を読み込めません: 入れ子が深すぎます。既定値を使います。</translation>
    </message>
    <message>
        <source>%1 cannot be used together.</source>
        <extracomment>voiceapp/transport/resolve.py; %1: &apos; and &apos;.join(chosen)</extracomment>
        <translation>%1 は同時に使えません。</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2.</source>
        <extracomment>voiceapp/audio/compressed.py; %1: path.name; %2: error</extracomment>
        <translation>%1 に書き込めません: %2。</translation>
    </message>
    <message>
        <source>%1 could not read what we sent, or we could not read it.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 が送信内容を読めなかったか、こちらが受信内容を読めませんでした。</translation>
    </message>
    <message>
        <source>%1 did not answer in time. A firewall or proxy may be in the way.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 が時間内に応答しませんでした。ファイアウォールかプロキシが妨げている可能性があります。</translation>
    </message>
    <message>
        <source>%1 did not answer with encryption. Check the address, or the proxy on the way.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 は暗号化された応答を返しませんでした。アドレスか、途中のプロキシを確認してください。</translation>
    </message>
    <message>
        <source>%1 does not accept a token made for another audience. Leave the scope of the sign-in to this program, or set it to https://cognitiveservices.azure.com/.default.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 は、別の対象向けに発行されたトークンを受け付けません。サインインのスコープはこのプログラムに任せるか、https://cognitiveservices.azure.com/.default を指定してください。</translation>
    </message>
    <message>
        <source>%1 does not accept the %2. Check it, or make a new one.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host; %2: what</extracomment>
        <translation>%1 は%2を受け付けません。確認するか、新しく作成してください。</translation>
    </message>
    <message>
        <source>%1 does not accept the %2. Check that it is of this resource. If you meant to sign in, remove the key: one that is set, even a forgotten one, is used instead of the sign-in.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host; %2: identity</extracomment>
        <translation>%1 は%2を受け付けません。このリソースのものか確認してください。サインインするつもりだった場合は、キーを削除してください。設定されたキーは、忘れていたものでも、サインインより優先されます。</translation>
    </message>
    <message>
        <source>%1 does not accept the %2; it may be of another tenant, or your account lacks a role.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host; %2: identity; %3: _ROLE</extracomment>
        <translation>%1 は%2を受け付けません。別のテナントのものか、アカウントに必要なロールがない可能性があります。</translation>
    </message>
    <message>
        <source>%1 does not accept the key or sign-in. Check that a key is of this resource. If you signed in, your account may lack a role.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host; %2: _ROLE</extracomment>
        <translation>%1 はキーまたはサインインを受け付けません。キーがこのリソースのものか確認してください。サインインした場合は、アカウントに必要なロールがない可能性があります。</translation>
    </message>
    <message>
        <source>%1 does not accept the key. Check it, or make a new one.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 はキーを受け付けません。確認するか、新しく作成してください。</translation>
    </message>
    <message>
        <source>%1 does not have this api-version (any more). Leave it out for the current API.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 はこの api-version に対応していません (終了した可能性もあります)。現行の API を使うには指定を外してください。</translation>
    </message>
    <message>
        <source>%1 does not hold a tape of this program.</source>
        <extracomment>voiceapp/recording/reader.py; %1: self._folder</extracomment>
        <translation>%1 に、このプログラムの録音データはありません。</translation>
    </message>
    <message>
        <source>%1 does not know this model, or the account may not use it.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 にこのモデルがないか、アカウントに使用権限がありません。</translation>
    </message>
    <message>
        <source>%1 does not let this computer or account in. Its network rules, a blocked subscription, the region, or a resource that takes no keys can be the reason: ask its owner.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 はこのコンピューターまたはアカウントのアクセスを許可していません。ネットワークの規則、サブスクリプションの停止、リージョン、キーを使えないリソースなどが考えられます。管理者に確認してください。</translation>
    </message>
    <message>
        <source>%1 does not take what we sent.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 は送信した内容を受け付けません。</translation>
    </message>
    <message>
        <source>%1 does not understand the address. Check the %2 and the api-version.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host; %2: what</extracomment>
        <translation>%1 はこのアドレスを認識できません。%2と api-version を確認してください。</translation>
    </message>
    <message>
        <source>%1 ended the connection (code %2).</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host; %2: code</extracomment>
        <translation>%1 が接続を終了しました (コード %2)。</translation>
    </message>
    <message>
        <source>%1 ended the connection for a reason of its policy.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 がポリシーに基づいて接続を終了しました。</translation>
    </message>
    <message>
        <source>%1 ended the conversation.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 が会話を終了しました。</translation>
    </message>
    <message>
        <source>%1 examples are few: at least %2 are advised.</source>
        <extracomment>voiceapp/store/training/file.py; %1: examples; %2: EXAMPLES_ADVISED</extracomment>
        <translation>例が %1 件と少なめです。%2 件以上を推奨します。</translation>
    </message>
    <message>
        <source>%1 examples are too few: services refuse files with less than %2.</source>
        <extracomment>voiceapp/store/training/file.py; %1: examples; %2: EXAMPLES_MIN</extracomment>
        <translation>例 %1 件では足りません。サービスは %2 件未満のファイルを受け付けません。</translation>
    </message>
    <message>
        <source>%1 files are written to %2.</source>
        <extracomment>voiceapp/conversations_app.py; %1: len(written); %2: written[0].parent</extracomment>
        <translation>%1 個のファイルを %2 に書き込みました。</translation>
    </message>
    <message>
        <source>%1 files need the extra `audio-files`: `pip install &apos;voiceapp[audio-files]&apos;`. WAV files do not.</source>
        <extracomment>voiceapp/audio/compressed.py; %1: path.suffix[1:].upper()</extracomment>
        <translation>%1 ファイルには追加の `audio-files` が必要です: `pip install &apos;voiceapp[audio-files]&apos;`。WAV ファイルには必要ありません。</translation>
    </message>
    <message>
        <source>%1 finds the request&apos;s headers too large. A proxy may add to them.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 は、リクエストのヘッダーが大きすぎると判断しました。プロキシが追加している可能性があります。</translation>
    </message>
    <message>
        <source>%1 had a problem of its own.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 側で問題が発生しました。</translation>
    </message>
    <message>
        <source>%1 has %2 more names that are no settings.</source>
        <extracomment>voiceapp/settings_file.py; %1: path.name; %2: untold</extracomment>
        <translation>%1 には、設定ではない名前がほかに %2 件あります。</translation>
    </message>
    <message>
        <source>%1 has a problem of its own (HTTP %2).</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host; %2: status</extracomment>
        <translation>%1 側で問題が発生しています (HTTP %2)。</translation>
    </message>
    <message>
        <source>%1 has had too many requests for now.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 へのリクエストが一時的に多すぎます。</translation>
    </message>
    <message>
        <source>%1 has no %2 called %3. Check the name.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host; %2: what; %3: model; %4: wait</extracomment>
        <translation>%1 に %3 という%2はありません。名前を確認してください。</translation>
    </message>
    <message>
        <source>%1 has nothing at this address. Check the address and the %2.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host; %2: what</extracomment>
        <translation>%1 のこのアドレスには何もありません。アドレスと%2を確認してください。</translation>
    </message>
    <message>
        <source>%1 hung up during the handshake.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: endpoint.host</extracomment>
        <translation>%1 が接続の確立中に切断しました。</translation>
    </message>
    <message>
        <source>%1 in time. Try again, or look at the inspector (F12).</source>
        <extracomment>voiceapp/checkup.py; %1: otherwise</extracomment>
        <translation>時間内に完了しませんでした: %1。もう一度試すか、インスペクター (F12) を確認してください。</translation>
    </message>
    <message>
        <source>%1 is announced to be retired on %2.</source>
        <extracomment>voiceapp/model_notice.py; %1: named; %2: days; %3: instead</extracomment>
        <translation>%1 は %2 に提供終了の予定です。</translation>
    </message>
    <message>
        <source>%1 is going away.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 が停止しようとしています。</translation>
    </message>
    <message>
        <source>%1 is larger than 1 MiB; that is no settings file.</source>
        <extracomment>voiceapp/settings_file.py; %1: path</extracomment>
        <translation>%1 は 1 MiB を超えているため、設定ファイルではありません。</translation>
    </message>
    <message>
        <source>%1 is not a text file in UTF-8.</source>
        <extracomment>voiceapp/settings_file.py; %1: path</extracomment>
        <translation>%1 は UTF-8 のテキストファイルではありません。</translation>
    </message>
    <message>
        <source>%1 is overloaded; it asks to try later.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 が混み合っています。しばらくしてからもう一度お試しください。</translation>
    </message>
    <message>
        <source>%1 is restarting.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 が再起動しています。</translation>
    </message>
    <message>
        <source>%1 is signed in with the browser.</source>
        <extracomment>voiceapp/signing_in.py; %1: who</extracomment>
        <translation>%1 としてブラウザーでサインインしています。</translation>
    </message>
    <message>
        <source>%1 is the key of “%2”. Choose another, or change that one.</source>
        <extracomment>voiceapp/ui/chosen_keys.py; %1: taken; %2: other.does</extracomment>
        <translation>%1 は「%2」のキーです。別のキーを選ぶか、そちらを変更してください。</translation>
    </message>
    <message>
        <source>%1 is there, but it does not speak WebSocket. Check the address and the port.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: endpoint.host</extracomment>
        <translation>%1 には接続できますが、WebSocket に対応していません。アドレスとポートを確認してください。</translation>
    </message>
    <message>
        <source>%1 is there, but it is not a realtime service. Check the address.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 には接続できますが、リアルタイムサービスではありません。アドレスを確認してください。</translation>
    </message>
    <message>
        <source>%1 is used; name and encryption are its business.</source>
        <extracomment>voiceapp/checkup.py; %1: proxy</extracomment>
        <translation>%1 を使用します。名前の解決と暗号化はプロキシが行います。</translation>
    </message>
    <message>
        <source>%1 is written, with %2 examples.</source>
        <extracomment>voiceapp/kept_files.py; %1: path; %2: written</extracomment>
        <translation>%1 を書き込みました (例 %2 件)。</translation>
    </message>
    <message>
        <source>%1 is written.</source>
        <extracomment>voiceapp/conversations_app.py; %1: written[0]</extracomment>
        <translation>%1 を書き込みました。</translation>
    </message>
    <message>
        <source>%1 looks like a key. Keys are not kept in this file: set VOICEAPP_API_KEY, and remove the line.</source>
        <extracomment>voiceapp/settings.py; %1: shown</extracomment>
        <translation>%1 はキーのようです。キーはこのファイルには保存しません。VOICEAPP_API_KEY に設定し、この行を削除してください。</translation>
    </message>
    <message>
        <source>%1 no longer answers; the connection is dead.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 が応答しなくなりました。接続は切れています。</translation>
    </message>
    <message>
        <source>%1 no longer speaks the preview protocol. Leave the api-version out.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 はプレビュー版のプロトコルに対応しなくなりました。api-version を外してください。</translation>
    </message>
    <message>
        <source>%1 or its subscription is blocked. Its owner finds the reason in the Azure portal.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 またはそのサブスクリプションが停止されています。所有者は Azure ポータルで理由を確認できます。</translation>
    </message>
    <message>
        <source>%1 refused the connection (HTTP %2).</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host; %2: status</extracomment>
        <translation>%1 が接続を拒否しました (HTTP %2)。</translation>
    </message>
    <message>
        <source>%1 refuses connections. Check the address and the port.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 が接続を拒否しています。アドレスとポートを確認してください。</translation>
    </message>
    <message>
        <source>%1 s of speech from %2</source>
        <extracomment>voiceapp/dialogue/recovered.py; %1: seconds; %2: turn.when</extracomment>
        <translation>%2 の音声 %1 秒</translation>
    </message>
    <message>
        <source>%1 saw an ordinary web request: a proxy on the way removes WebSockets.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 には通常の Web リクエストとして届きました。途中のプロキシが WebSocket を取り除いています。</translation>
    </message>
    <message>
        <source>%1 says that we are not signed in. Check the key or the sign-in.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 にサインインしていません。キーまたはサインインを確認してください。</translation>
    </message>
    <message>
        <source>%1 says that we broke the rules of the connection.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 が、接続の規則に反していると通知しました。</translation>
    </message>
    <message>
        <source>%1 sends us elsewhere, where no key is taken along. Give the final address.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 は別の場所へ転送しようとしています。転送先にキーは送りません。最終的なアドレスを指定してください。</translation>
    </message>
    <message>
        <source>%1 sends what nobody understands; it is no realtime service.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: endpoint.host</extracomment>
        <translation>%1 から解釈できないデータが届いています。リアルタイムサービスではありません。</translation>
    </message>
    <message>
        <source>%1 speaks the %2.</source>
        <extracomment>voiceapp/checkup.py; %1: endpoint.label; %2: _dialect(endpoint)</extracomment>
        <translation>%1 のプロトコル: %2。</translation>
    </message>
    <message>
        <source>%1 stays as it is: it cannot be written anew. Close every window of voiceapp first.</source>
        <extracomment>voiceapp/store/cipher.py; %1: path</extracomment>
        <translation>%1 は書き直せないため、そのままにしています。先に voiceapp のウィンドウをすべて閉じてください。</translation>
    </message>
    <message>
        <source>%1 steps of %2 s are missing: the disk was slower than the conversation.</source>
        <extracomment>voiceapp/recording/reader.py; %1: gap.steps; %2: lasted_s</extracomment>
        <translation>%2 秒間、%1 個のステップが欠けています。ディスクの書き込みが会話に追いつきませんでした。</translation>
    </message>
    <message>
        <source>%1 takes no api-version at this address (HTTP 401 is its answer). Remove it.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 のこのアドレスでは api-version を指定できません (HTTP 401 が返されました)。指定を外してください。</translation>
    </message>
    <message>
        <source>%1 takes no keys. Remove the key and sign in with Entra ID (`az login`).</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 ではキーを使えません。キーを削除し、Entra ID でサインインしてください (`az login`)。</translation>
    </message>
    <message>
        <source>%1 takes no sign-in, only a key: set AZURE_OPENAI_API_KEY, or use the resource&apos;s own address (https://NAME.openai.azure.com).</source>
        <extracomment>voiceapp/transport/entra.py; %1: endpoint.host</extracomment>
        <translation>%1 ではサインインできず、キーが必要です。AZURE_OPENAI_API_KEY を設定するか、リソース自身のアドレス (https://NAME.openai.azure.com) を使ってください。</translation>
    </message>
    <message>
        <source>%1 to choose from; %2 is the usual one.</source>
        <extracomment>voiceapp/checkup.py; %1: len(usable); %2: usual or usable[0].name</extracomment>
        <translation>%1 台から選べます。既定は %2 です。</translation>
    </message>
    <message>
        <source>%1 took too long to answer.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 の応答に時間がかかりすぎました。</translation>
    </message>
    <message>
        <source>%1 typed messages</source>
        <extracomment>voiceapp/recording/recovery.py; %1: texts</extracomment>
        <translation>入力したメッセージ %1 件</translation>
    </message>
    <message>
        <source>%1 wants a WebSocket extension that we do not have.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 は、このプログラムにない WebSocket 拡張を要求しています。</translation>
    </message>
    <message>
        <source>%1 was not delivered.</source>
        <extracomment>voiceapp/recording/recovery.py; %1: one</extracomment>
        <translation>%1は送信されていません。</translation>
    </message>
    <message>
        <source>%1 were not delivered.</source>
        <extracomment>voiceapp/recording/recovery.py; %1: some</extracomment>
        <translation>%1は送信されていません。</translation>
    </message>
    <message>
        <source>%1%2: there is no persona of that name.</source>
        <extracomment>voiceapp/settings_file.py; %1: path.name; %2: _line_of(&apos;persona&apos;, text)</extracomment>
        <translation>%1%2: その名前のペルソナはありません。</translation>
    </message>
    <message>
        <source>%1: %2 cannot be written (%3).</source>
        <extracomment>voiceapp/recording/journal.py; %1: WHAT_STOPS; %2: self._root; %3: error.strerror or &apos;unknown reason&apos;</extracomment>
        <translation>%1: %2 に書き込めません (%3)。</translation>
    </message>
    <message>
        <source>%1: a fault in this program.</source>
        <extracomment>voiceapp/recording/recorder.py; %1: self._what_stops</extracomment>
        <translation>%1: このプログラムの不具合です。</translation>
    </message>
    <message>
        <source>%1: keys are a table, begun by [keys].</source>
        <extracomment>voiceapp/settings_file.py; %1: _line_of(&apos;keys&apos;, text)</extracomment>
        <translation>%1: キーは [keys] で始まる表です。</translation>
    </message>
    <message>
        <source>%1: personas are tables, each begun by [personas.NAME].</source>
        <extracomment>voiceapp/settings_file.py; %1: _line_of(&apos;personas&apos;, text)</extracomment>
        <translation>%1: ペルソナは [personas.NAME] で始まる表です。</translation>
    </message>
    <message>
        <source>%1: the keyring refuses. Unlock it, or set VOICEAPP_API_KEY.</source>
        <extracomment>voiceapp/transport/key_store.py; %1: failure</extracomment>
        <translation>%1: キーリングが拒否しました。ロックを解除するか、VOICEAPP_API_KEY を設定してください。</translation>
    </message>
    <message>
        <source>%1; %2 vouches for %3.</source>
        <extracomment>voiceapp/checkup.py; %1: found.version; %2: found.issuer; %3: endpoint.host</extracomment>
        <translation>%1。%3 の証明書は %2 が発行しています。</translation>
    </message>
    <message>
        <source>A gateway before %1 got no answer.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 の手前のゲートウェイに応答がありませんでした。</translation>
    </message>
    <message>
        <source>A message was too large for %1 or for us.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 またはこちらにとって、メッセージが大きすぎました。</translation>
    </message>
    <message>
        <source>A proxy on the way to %1 wants a name and a password.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host; %2: _PROXY_ADDRESS</extracomment>
        <translation>%1 への途中のプロキシが、名前とパスワードを要求しています。</translation>
    </message>
    <message>
        <source>A service health alert for the subscription (portal, Service Health) tells you of changes.</source>
        <extracomment>voiceapp/model_notice.py</extracomment>
        <translation>サブスクリプションのサービス正常性アラート (ポータルの Service Health) で、変更の通知を受け取れます。</translation>
    </message>
    <message>
        <source>A spoken question was answered aloud%1; its words were %2.</source>
        <extracomment>voiceapp/checkup.py; %1: after; %2: captions</extracomment>
        <translation>音声の質問に音声で応答がありました%1。文字起こし: %2。</translation>
    </message>
    <message>
        <source>A tag needs at least one character.</source>
        <extracomment>voiceapp/store/archive.py</extracomment>
        <translation>タグには 1 文字以上が必要です。</translation>
    </message>
    <message>
        <source>A tape being read cannot be written.</source>
        <extracomment>voiceapp/recording/reader.py</extracomment>
        <translation>読み込み中の録音データには書き込めません。</translation>
    </message>
    <message>
        <source>A tape being written cannot be read.</source>
        <extracomment>voiceapp/recording/writer.py</extracomment>
        <translation>書き込み中の録音データは読み込めません。</translation>
    </message>
    <message>
        <source>A title needs at least one character.</source>
        <extracomment>voiceapp/store/archive.py</extracomment>
        <translation>タイトルには 1 文字以上が必要です。</translation>
    </message>
    <message>
        <source>An earlier conversation goes on.</source>
        <extracomment>voiceapp/dialogue/earlier.py</extracomment>
        <translation>以前の会話を続けます。</translation>
    </message>
    <message>
        <source>Another program has the key %1. Choose another key, or free it there.</source>
        <extracomment>voiceapp/hotkey/x11.py; %1: key</extracomment>
        <translation>%1 キーは別のプログラムが使っています。別のキーを選ぶか、そのプログラムで解放してください。</translation>
    </message>
    <message>
        <source>Another sound device is being opened; try again in a moment.</source>
        <extracomment>voiceapp/audio/portaudio.py</extracomment>
        <translation>別のサウンドデバイスを開いています。少し待ってからもう一度お試しください。</translation>
    </message>
    <message>
        <source>Ask again in %1 s.</source>
        <extracomment>voiceapp/dialogue/outcomes.py; %1: wait_s</extracomment>
        <translation>%1 秒後にもう一度質問してください。</translation>
    </message>
    <message>
        <source>Azure needs the name of a deployment: give --deployment, or set AZURE_OPENAI_DEPLOYMENT_NAME.</source>
        <extracomment>voiceapp/transport/endpoint.py</extracomment>
        <translation>Azure にはデプロイ名が必要です。--deployment を指定するか、AZURE_OPENAI_DEPLOYMENT_NAME を設定してください。</translation>
    </message>
    <message>
        <source>Continued from “%1”.</source>
        <extracomment>voiceapp/dialogue/earlier.py; %1: title</extracomment>
        <translation>「%1」の続きです。</translation>
    </message>
    <message>
        <source>Conversation %1 has no row %2.</source>
        <extracomment>voiceapp/store/archive.py; %1: number; %2: preference.asked_key</extracomment>
        <translation>会話 %1 に行 %2 はありません。</translation>
    </message>
    <message>
        <source>Conversation %1 was not recorded, so there is no sound of it.</source>
        <extracomment>voiceapp/kept_files.py; %1: conversation.summary.id</extracomment>
        <translation>会話 %1 は録音されていないため、音声はありません。</translation>
    </message>
    <message>
        <source>Conversations are not kept: a fault in this program.</source>
        <extracomment>voiceapp/store/keeper.py</extracomment>
        <translation>会話を保存できません: このプログラムの不具合です。</translation>
    </message>
    <message>
        <source>Deleted for good.</source>
        <extracomment>voiceapp/conversations_app.py</extracomment>
        <translation>完全に削除しました。</translation>
    </message>
    <message>
        <source>Did you mean `%1`?</source>
        <extracomment>voiceapp/settings.py; %1: close[0]</extracomment>
        <translation>`%1` ではありませんか？</translation>
    </message>
    <message>
        <source>Echo is cancelled well (%1 dB).</source>
        <extracomment>voiceapp/audio/echo_measure.py; %1: erle</extracomment>
        <translation>エコーは十分に除去されています (%1 dB)。</translation>
    </message>
    <message>
        <source>Embedded assistant</source>
        <extracomment>voiceapp/targets.py</extracomment>
        <translation>内蔵アシスタント</translation>
    </message>
    <message>
        <source>Function %1(%2) returned: %3</source>
        <extracomment>voiceapp/dialogue/history.py; %1: one.name; %2: one.arguments; %3: one.output</extracomment>
        <translation>関数 %1(%2) の戻り値: %3</translation>
    </message>
    <message>
        <source>Identified by %1.</source>
        <extracomment>voiceapp/checkup.py; %1: credentials.describe()</extracomment>
        <translation>認証: %1。</translation>
    </message>
    <message>
        <source>If it was made just now, wait five minutes.</source>
        <extracomment>voiceapp/transport/handshake_advice.py</extracomment>
        <translation>作成した直後の場合は、5 分ほどお待ちください。</translation>
    </message>
    <message>
        <source>It has an event this version does not know: %1.</source>
        <extracomment>voiceapp/recording/steps.py; %1: str(fields.get(&apos;type&apos;))[:80]</extracomment>
        <translation>このバージョンが知らないイベントがあります: %1。</translation>
    </message>
    <message>
        <source>It has cost %1 by the price file. What you are billed may differ.</source>
        <extracomment>voiceapp/dialogue/cost_cap.py; %1: usd_text(cost_usd)</extracomment>
        <translation>料金表による費用は %1 です。実際の請求額とは異なる場合があります。</translation>
    </message>
    <message>
        <source>It is a damaged %1 step.</source>
        <extracomment>voiceapp/recording/steps.py; %1: name</extracomment>
        <translation>%1 ステップが破損しています。</translation>
    </message>
    <message>
        <source>It is a damaged FromServer step.</source>
        <extracomment>voiceapp/recording/steps.py</extracomment>
        <translation>FromServer ステップが破損しています。</translation>
    </message>
    <message>
        <source>It is an input this version does not know: %1.</source>
        <extracomment>voiceapp/recording/steps.py; %1: name[:80]</extracomment>
        <translation>このバージョンが知らない入力です: %1。</translation>
    </message>
    <message>
        <source>It is longer than any step can be.</source>
        <extracomment>voiceapp/recording/reader.py</extracomment>
        <translation>ステップの長さの上限を超えています。</translation>
    </message>
    <message>
        <source>It is no JSON object.</source>
        <extracomment>voiceapp/recording/steps.py</extracomment>
        <translation>JSON オブジェクトではありません。</translation>
    </message>
    <message>
        <source>It needs the role Cognitive Services OpenAI User; Owner and Contributor are not enough. A new role takes up to 5 minutes.</source>
        <extracomment>voiceapp/transport/handshake_advice.py</extracomment>
        <translation>ロール「Cognitive Services OpenAI User」が必要です。「所有者」や「共同作成者」では足りません。新しいロールが反映されるまで最大 5 分かかります。</translation>
    </message>
    <message>
        <source>It speaks of %1 bytes of sound.</source>
        <extracomment>voiceapp/recording/reader.py; %1: place.bytes</extracomment>
        <translation>音声が %1 バイトあると記されています。</translation>
    </message>
    <message>
        <source>Its beginning is not shown here.</source>
        <extracomment>voiceapp/dialogue/earlier.py</extracomment>
        <translation>初めの部分は、ここには表示されません。</translation>
    </message>
    <message>
        <source>Its recording is still under way: stop it before you delete it. Nothing is deleted.</source>
        <extracomment>voiceapp/conversations_app.py</extracomment>
        <translation>録音中の会話です。録音を停止してから削除してください。何も削除していません。</translation>
    </message>
    <message>
        <source>Its successor there is %1.</source>
        <extracomment>voiceapp/model_notice.py; %1: found.replacement</extracomment>
        <translation>後継は %1 です。</translation>
    </message>
    <message>
        <source>Keys cannot be watched: libxcb, X11&apos;s library, is missing.</source>
        <extracomment>voiceapp/hotkey/xcb.py</extracomment>
        <translation>キーを監視できません: X11 のライブラリ libxcb がありません。</translation>
    </message>
    <message>
        <source>Keys cannot be watched: the X server does not answer.</source>
        <extracomment>voiceapp/hotkey/xcb.py</extracomment>
        <translation>キーを監視できません: X サーバーが応答しません。</translation>
    </message>
    <message>
        <source>Keys cannot be watched: this X server does not tell repetitions from releases.</source>
        <extracomment>voiceapp/hotkey/x11.py</extracomment>
        <translation>キーを監視できません: この X サーバーはキーリピートとキーを離す操作を区別しません。</translation>
    </message>
    <message>
        <source>Keys for servers on this computer are not kept: set VOICEAPP_API_KEY if it wants one.</source>
        <extracomment>voiceapp/signing_in.py</extracomment>
        <translation>このコンピューター上のサーバーのキーは保存しません。必要な場合は VOICEAPP_API_KEY を設定してください。</translation>
    </message>
    <message>
        <source>Keys outside the window need a library: install voiceapp with its extra “hotkey”.</source>
        <extracomment>voiceapp/hotkey/pynput_keys.py</extracomment>
        <translation>ウィンドウの外でキーを使うにはライブラリが必要です。voiceapp を「hotkey」付きでインストールしてください。</translation>
    </message>
    <message>
        <source>Line %1 of the tape is damaged.</source>
        <extracomment>voiceapp/recording/reader.py; %1: self.line; %2: self.sentence</extracomment>
        <translation>録音データの %1 行目が破損しています。</translation>
    </message>
    <message>
        <source>No conversation has been kept.</source>
        <extracomment>voiceapp/choices.py</extracomment>
        <translation>保存された会話はありません。</translation>
    </message>
    <message>
        <source>No echo: headphones or a quiet loudspeaker.</source>
        <extracomment>voiceapp/audio/echo_measure.py</extracomment>
        <translation>エコーなし: ヘッドホン、または音量の小さいスピーカーです。</translation>
    </message>
    <message>
        <source>Nobody has signed in with the browser; the sign-in of `az login` and its relatives is used.</source>
        <extracomment>voiceapp/signing_in.py</extracomment>
        <translation>ブラウザーではサインインしていません。`az login` などのサインインを使います。</translation>
    </message>
    <message>
        <source>None is used.</source>
        <extracomment>voiceapp/checkup.py</extracomment>
        <translation>使用していません。</translation>
    </message>
    <message>
        <source>Not connected: nobody can hear you yet.</source>
        <extracomment>voiceapp/dialogue/machine.py</extracomment>
        <translation>未接続です。まだ声は届きません。</translation>
    </message>
    <message>
        <source>Not connected: the message was not sent.</source>
        <extracomment>voiceapp/dialogue/machine.py</extracomment>
        <translation>未接続のため、メッセージは送信されませんでした。</translation>
    </message>
    <message>
        <source>Not run: the person interrupted.</source>
        <extracomment>voiceapp/dialogue/tool_calls.py</extracomment>
        <translation>割り込みがあったため、実行しませんでした。</translation>
    </message>
    <message>
        <source>Nothing is recorded: the settings say that nothing reaches the disk (keep_nothing).</source>
        <extracomment>voiceapp/recordings.py</extracomment>
        <translation>録音しません。ディスクに何も残さない設定になっています (keep_nothing)。</translation>
    </message>
    <message>
        <source>Nothing is written: these conversations have no whole answer to learn, or no choice of one.</source>
        <extracomment>voiceapp/kept_files.py</extracomment>
        <translation>何も書き込んでいません。これらの会話には、学習に使える完全な応答や選択がありません。</translation>
    </message>
    <message>
        <source>Nothing listens at %1. Start the server, or check the port.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 で待ち受けているサーバーがありません。サーバーを起動するか、ポートを確認してください。</translation>
    </message>
    <message>
        <source>Now talking to the assistant, as it is set.</source>
        <extracomment>voiceapp/dialogue/machine.py</extracomment>
        <translation>標準のアシスタントとの会話に切り替えました。</translation>
    </message>
    <message>
        <source>Now talking to: %1</source>
        <extracomment>voiceapp/dialogue/machine.py; %1: wished</extracomment>
        <translation>会話の相手: %1</translation>
    </message>
    <message>
        <source>OpenAI announces changes by e-mail to the account and on its deprecations page.</source>
        <extracomment>voiceapp/model_notice.py</extracomment>
        <translation>OpenAI は、変更をアカウント宛てのメールと廃止予定のページで知らせます。</translation>
    </message>
    <message>
        <source>PortAudio cannot list the devices. Check that a sound server (PipeWire, PulseAudio) runs.</source>
        <extracomment>voiceapp/audio/portaudio.py</extracomment>
        <translation>PortAudio がデバイスの一覧を取得できません。サウンドサーバー (PipeWire、PulseAudio) が動いているか確認してください。</translation>
    </message>
    <message>
        <source>PortAudio cannot start on this machine. Check that a sound server (PipeWire, PulseAudio) runs.</source>
        <extracomment>voiceapp/audio/portaudio.py</extracomment>
        <translation>このコンピューターで PortAudio を開始できません。サウンドサーバー (PipeWire、PulseAudio) が動いているか確認してください。</translation>
    </message>
    <message>
        <source>Put them into the proxy&apos;s address, as in https_proxy=http://NAME:PASSWORD@proxy.example.com:8080.</source>
        <extracomment>voiceapp/transport/handshake_advice.py</extracomment>
        <translation>https_proxy=http://NAME:PASSWORD@proxy.example.com:8080 のように、プロキシのアドレスに含めてください。</translation>
    </message>
    <message>
        <source>Run `az login --tenant TENANT` with the tenant of the resource.</source>
        <extracomment>voiceapp/transport/sign_in_advice.py</extracomment>
        <translation>リソースのテナントを指定して `az login --tenant TENANT` を実行してください。</translation>
    </message>
    <message>
        <source>Run `az login`, or set AZURE_OPENAI_API_KEY.</source>
        <extracomment>voiceapp/transport/sign_in_advice.py</extracomment>
        <translation>`az login` を実行するか、AZURE_OPENAI_API_KEY を設定してください。</translation>
    </message>
    <message>
        <source>Saved as %1. Nothing was sent.</source>
        <extracomment>voiceapp/problem_reports.py; %1: path</extracomment>
        <translation>%1 に保存しました。何も送信していません。</translation>
    </message>
    <message>
        <source>Sign-in needs the package azure-identity; install it, or set AZURE_OPENAI_API_KEY.</source>
        <extracomment>voiceapp/transport/entra.py</extracomment>
        <translation>サインインにはパッケージ azure-identity が必要です。インストールするか、AZURE_OPENAI_API_KEY を設定してください。</translation>
    </message>
    <message>
        <source>Some echo remains (%1 dB are cancelled): speak clearly to interrupt, or turn the loudspeaker down.</source>
        <extracomment>voiceapp/audio/echo_measure.py; %1: erle</extracomment>
        <translation>エコーが少し残っています (%1 dB を除去)。割り込むときははっきり話すか、スピーカーの音量を下げてください。</translation>
    </message>
    <message>
        <source>Source: %1, read %2.</source>
        <extracomment>voiceapp/model_notice.py; %1: found.source; %2: _day(announced.read); %3: _EARLIER.get(provider, &apos;&apos;)</extracomment>
        <translation>出典: %1 (%2 閲覧)。</translation>
    </message>
    <message>
        <source>Speech cannot be recognised here because the package pocketsphinx is not installed; install voiceapp with its extra “offline”, or type instead.</source>
        <extracomment>voiceapp/offline/ears.py</extracomment>
        <translation>パッケージ pocketsphinx がないため、音声を認識できません。voiceapp を「offline」付きでインストールするか、文字で入力してください。</translation>
    </message>
    <message>
        <source>Speech cannot be recognised here: pocketsphinx did not start (%1).</source>
        <extracomment>voiceapp/offline/ears.py; %1: error</extracomment>
        <translation>音声を認識できません: pocketsphinx を開始できませんでした (%1)。</translation>
    </message>
    <message>
        <source>Step %1 cannot have happened (%2). The rest is not shown.</source>
        <extracomment>voiceapp/tape_player.py; %1: number; %2: error</extracomment>
        <translation>ステップ %1 は起こりえない内容です (%2)。残りは表示しません。</translation>
    </message>
    <message>
        <source>Step %1 claims to be a day later. The rest is not shown.</source>
        <extracomment>voiceapp/tape_player.py; %1: self.steps + 1</extracomment>
        <translation>ステップ %1 の時刻が 1 日後になっています。残りは表示しません。</translation>
    </message>
    <message>
        <source>That is no key for a window. One is written like &quot;Ctrl+D&quot; or &quot;F9&quot;.</source>
        <extracomment>voiceapp/ui/chosen_keys.py</extracomment>
        <translation>ウィンドウで使えるキーではありません。&quot;Ctrl+D&quot; や &quot;F9&quot; のように指定してください。</translation>
    </message>
    <message>
        <source>That key is needed to type or to move about. Hold Ctrl or Alt with it.</source>
        <extracomment>voiceapp/ui/chosen_keys.py</extracomment>
        <translation>文字の入力や移動に必要なキーです。Ctrl または Alt と組み合わせてください。</translation>
    </message>
    <message>
        <source>That was longer than the service takes. Say it in several parts.</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>サービスが受け付ける長さを超えています。何回かに分けて話してください。</translation>
    </message>
    <message>
        <source>The %1 %2 is of a model that cannot converse. Choose a realtime model.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: what; %2: model</extracomment>
        <translation>%1「%2」のモデルは会話に対応していません。リアルタイムモデルを選んでください。</translation>
    </message>
    <message>
        <source>The %1 “%2” accepts no sample rate we know. If the system asks for permission to use it, grant that in its privacy settings; otherwise choose another device.</source>
        <extracomment>voiceapp/audio/portaudio.py; %1: direction.value; %2: name</extracomment>
        <translation>%1「%2」は、対応できるサンプルレートを受け付けません。使用の許可を求められる場合はプライバシー設定で許可し、それ以外の場合は別のデバイスを選んでください。</translation>
    </message>
    <message>
        <source>The %1 “%2” cannot be opened. Plug it in again or choose another.</source>
        <extracomment>voiceapp/audio/portaudio.py; %1: direction.value; %2: name</extracomment>
        <translation>%1「%2」を開けません。つなぎ直すか、別のものを選んでください。</translation>
    </message>
    <message>
        <source>The %1 “%2” has stopped: it was unplugged, or the sound server ended. Plug it in again or choose another.</source>
        <extracomment>voiceapp/audio/device_list.py; %1: direction.value; %2: device_name</extracomment>
        <translation>%1「%2」が停止しました。取り外されたか、サウンドサーバーが終了しました。つなぎ直すか、別のものを選んでください。</translation>
    </message>
    <message>
        <source>The %1 “%2” is not there now. Plug it in or choose another.</source>
        <extracomment>voiceapp/audio/device_list.py; %1: direction.value; %2: name</extracomment>
        <translation>%1「%2」が見つかりません。接続するか、別のものを選んでください。</translation>
    </message>
    <message>
        <source>The %1 “%2” is used by another program or has just been unplugged.</source>
        <extracomment>voiceapp/audio/portaudio.py; %1: direction.value; %2: name</extracomment>
        <translation>%1「%2」は別のプログラムが使用中か、取り外されたところです。</translation>
    </message>
    <message>
        <source>The Python package “sounddevice” is missing; install voiceapp again.</source>
        <extracomment>voiceapp/audio/portaudio.py</extracomment>
        <translation>Python パッケージ「sounddevice」がありません。voiceapp をインストールし直してください。</translation>
    </message>
    <message>
        <source>The X server is gone, and with it the hotkey.</source>
        <extracomment>voiceapp/hotkey/x11.py</extracomment>
        <translation>X サーバーが終了したため、ホットキーは使えません。</translation>
    </message>
    <message>
        <source>The X server refuses the key %1.</source>
        <extracomment>voiceapp/hotkey/x11.py; %1: key</extracomment>
        <translation>X サーバーが %1 キーを拒否しました。</translation>
    </message>
    <message>
        <source>The account at %1 has no credit left or is closed. See its billing page.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 のアカウントは残高がないか、閉鎖されています。請求ページを確認してください。</translation>
    </message>
    <message>
        <source>The account has no quota left. Check its billing.</source>
        <extracomment>voiceapp/dialogue/link.py</extracomment>
        <translation>アカウントのクォータが残っていません。請求の状況を確認してください。</translation>
    </message>
    <message>
        <source>The account is deactivated. The service&apos;s owner has to look at it.</source>
        <extracomment>voiceapp/dialogue/link.py</extracomment>
        <translation>アカウントが無効になっています。サービスの管理者に確認してください。</translation>
    </message>
    <message>
        <source>The account&apos;s spending limit is reached. Raise it or wait.</source>
        <extracomment>voiceapp/dialogue/link.py</extracomment>
        <translation>アカウントの利用上限額に達しました。上限を引き上げるか、お待ちください。</translation>
    </message>
    <message>
        <source>The address has a key or token in its query. Addresses end up in logs, so it is not used: remove it, put the key into VOICEAPP_API_KEY, and consider making a new one.</source>
        <extracomment>voiceapp/transport/address.py</extracomment>
        <translation>アドレスのクエリにキーまたはトークンが含まれています。アドレスはログに残るため使いません。取り除いて VOICEAPP_API_KEY に設定し、新しいキーの発行も検討してください。</translation>
    </message>
    <message>
        <source>The address has a user name or password before the host. Remove it, and give the key in VOICEAPP_API_KEY.</source>
        <extracomment>voiceapp/transport/address.py</extracomment>
        <translation>アドレスのホスト名の前に、ユーザー名またはパスワードがあります。取り除いて、キーは VOICEAPP_API_KEY に設定してください。</translation>
    </message>
    <message>
        <source>The address has something in its path that looks like a key; remove it.</source>
        <extracomment>voiceapp/transport/address.py</extracomment>
        <translation>アドレスのパスにキーのようなものがあります。取り除いてください。</translation>
    </message>
    <message>
        <source>The address has the preview path /openai/realtime but no dated api-version. Add ?api-version=2025-04-01-preview, or use /openai/v1/realtime for the current API.</source>
        <extracomment>voiceapp/transport/endpoint.py</extracomment>
        <translation>アドレスがプレビュー版のパス /openai/realtime ですが、日付のある api-version がありません。?api-version=2025-04-01-preview を付けるか、現行の API の /openai/v1/realtime を使ってください。</translation>
    </message>
    <message>
        <source>The address must begin with https:// or wss:// (ws:// only for this computer).</source>
        <extracomment>voiceapp/transport/address.py</extracomment>
        <translation>アドレスは https:// または wss:// で始めてください (ws:// はこのコンピューターに限ります)。</translation>
    </message>
    <message>
        <source>The address of the service has a space or an invisible character in it.</source>
        <extracomment>voiceapp/transport/address.py</extracomment>
        <translation>サービスのアドレスに空白または見えない文字があります。</translation>
    </message>
    <message>
        <source>The address of the service is empty.</source>
        <extracomment>voiceapp/transport/address.py</extracomment>
        <translation>サービスのアドレスが空です。</translation>
    </message>
    <message>
        <source>The address of the service is longer than %1 characters.</source>
        <extracomment>voiceapp/transport/address.py; %1: ADDRESS_CHARACTERS_MAX</extracomment>
        <translation>サービスのアドレスが %1 文字を超えています。</translation>
    </message>
    <message>
        <source>The address of the service is not a valid URL.</source>
        <extracomment>voiceapp/transport/address.py</extracomment>
        <translation>サービスのアドレスが正しい URL ではありません。</translation>
    </message>
    <message>
        <source>The address of the service is not a valid WebSocket URL.</source>
        <extracomment>voiceapp/transport/websocket.py</extracomment>
        <translation>サービスのアドレスが正しい WebSocket の URL ではありません。</translation>
    </message>
    <message>
        <source>The address of the service names no host.</source>
        <extracomment>voiceapp/transport/address.py</extracomment>
        <translation>サービスのアドレスにホスト名がありません。</translation>
    </message>
    <message>
        <source>The answer is longer than a quarter of an hour; it was stopped here.</source>
        <extracomment>voiceapp/dialogue/reception.py</extracomment>
        <translation>応答が 15 分を超えたため、ここで停止しました。</translation>
    </message>
    <message>
        <source>The answer reached its length limit. Ask for the rest, or allow longer answers in the settings.</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>応答が長さの上限に達しました。続きを尋ねるか、設定で応答を長くしてください。</translation>
    </message>
    <message>
        <source>The api-version %1 is older than the realtime service (2024-10-01-preview). Use a newer one, or /openai/v1/realtime for the current API.</source>
        <extracomment>voiceapp/transport/endpoint.py; %1: version</extracomment>
        <translation>api-version %1 はリアルタイムサービスの開始 (2024-10-01-preview) より前のものです。新しいものを指定するか、現行の API の /openai/v1/realtime を使ってください。</translation>
    </message>
    <message>
        <source>The api-version is not a date such as 2025-04-01-preview; leave it out for the current API.</source>
        <extracomment>voiceapp/transport/endpoint.py</extracomment>
        <translation>api-version は 2025-04-01-preview のような日付で指定してください。現行の API では不要です。</translation>
    </message>
    <message>
        <source>The assistant does not remember the beginning of the conversation.</source>
        <extracomment>voiceapp/dialogue/resumption.py</extracomment>
        <translation>アシスタントは会話の初めを覚えていません。</translation>
    </message>
    <message>
        <source>The assistant inside this program; nothing leaves the computer.</source>
        <extracomment>voiceapp/checkup.py</extracomment>
        <translation>内蔵のアシスタントです。データはこのコンピューターから出ません。</translation>
    </message>
    <message>
        <source>The assistant may not remember everything: the service did not take all of the history.</source>
        <extracomment>voiceapp/dialogue/resumption.py</extracomment>
        <translation>サービスが履歴をすべて受け付けなかったため、アシスタントが覚えていないことがあるかもしれません。</translation>
    </message>
    <message>
        <source>The browser opens; sign in there. Closing this changes nothing.</source>
        <extracomment>voiceapp/settings_app.py</extracomment>
        <translation>ブラウザーが開きます。そこでサインインしてください。これを閉じても何も変わりません。</translation>
    </message>
    <message>
        <source>The bundle is not saved: %1 cannot be written (%2).</source>
        <extracomment>voiceapp/bundle.py; %1: path; %2: reason</extracomment>
        <translation>レポートを保存できません: %1 に書き込めません (%2)。</translation>
    </message>
    <message>
        <source>The certificate of %1 is not trusted. A company&apos;s proxy may read along, or this computer&apos;s clock may be wrong. A company&apos;s own authority belongs into the system&apos;s store, or its file into SSL_CERT_FILE.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 の証明書は信頼されていません。会社のプロキシが通信を読み取っているか、このコンピューターの時計がずれている可能性があります。会社独自の認証局は、システムの証明書ストアに登録するか、そのファイルを SSL_CERT_FILE に指定してください。</translation>
    </message>
    <message>
        <source>The certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read. Correct the variable, or remove it.</source>
        <extracomment>voiceapp/transport/trust.py</extracomment>
        <translation>SSL_CERT_FILE または SSL_CERT_DIR の証明書を読み込めません。変数を修正するか、削除してください。</translation>
    </message>
    <message>
        <source>The connection is not encrypted; it stays on this computer.</source>
        <extracomment>voiceapp/checkup.py</extracomment>
        <translation>接続は暗号化されていませんが、このコンピューターの中だけの通信です。</translation>
    </message>
    <message>
        <source>The connection to %1 broke while it was being made.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 への接続が、確立の途中で切れました。</translation>
    </message>
    <message>
        <source>The connection to %1 broke.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 との接続が切れました。</translation>
    </message>
    <message>
        <source>The connection to %1 is too slow for a conversation.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: endpoint.host</extracomment>
        <translation>%1 との接続は、会話には遅すぎます。</translation>
    </message>
    <message>
        <source>The connection to %1 would not be encrypted. Use https:// or wss://; http:// and ws:// are for this computer only.</source>
        <extracomment>voiceapp/transport/address.py; %1: host</extracomment>
        <translation>%1 への接続が暗号化されません。https:// または wss:// を使ってください。http:// と ws:// はこのコンピューターに限ります。</translation>
    </message>
    <message>
        <source>The connection was lost for %1 s.</source>
        <extracomment>voiceapp/dialogue/resumption.py; %1: seconds</extracomment>
        <translation>接続が %1 秒間切れていました。</translation>
    </message>
    <message>
        <source>The connection was lost.</source>
        <extracomment>voiceapp/dialogue/resumption.py</extracomment>
        <translation>接続が切れました。</translation>
    </message>
    <message>
        <source>The connection was lost. What you say is kept.</source>
        <extracomment>voiceapp/dialogue/resumption.py</extracomment>
        <translation>接続が切れました。話した内容は保持されます。</translation>
    </message>
    <message>
        <source>The conversation goes on and hears what plays here: mute it before.</source>
        <extracomment>voiceapp/app.py</extracomment>
        <translation>会話は続いており、ここで再生する音も聞こえます。先にミュートしてください。</translation>
    </message>
    <message>
        <source>The conversation has reached your cost cap of %1 and was ended. Begin a new conversation, or raise cost_cap in the settings.</source>
        <extracomment>voiceapp/dialogue/cost_cap.py; %1: usd_text(self._cap_usd)</extracomment>
        <translation>会話の費用が上限の %1 に達したため終了しました。新しい会話を始めるか、設定で上限 (cost_cap) を引き上げてください。</translation>
    </message>
    <message>
        <source>The conversation is deleted, but another program reads the file: traces are left in its log until that ends. Delete again when no other window uses it.</source>
        <extracomment>voiceapp/store/archive.py</extracomment>
        <translation>会話を削除しましたが、別のプログラムがファイルを読んでいます。そのプログラムが終了するまで、ログに痕跡が残ります。ほかのウィンドウが使っていないときに、もう一度削除してください。</translation>
    </message>
    <message>
        <source>The conversation is deleted, but the file could not be written anew: traces may be left in it. Delete again when no other window uses it.</source>
        <extracomment>voiceapp/store/archive.py</extracomment>
        <translation>会話を削除しましたが、ファイルを書き直せませんでした。痕跡が残っている可能性があります。ほかのウィンドウが使っていないときに、もう一度削除してください。</translation>
    </message>
    <message>
        <source>The conversation is longer than the model can read. Begin a new one, or let the oldest part go (truncation in the settings).</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>会話が、モデルの読める長さを超えました。新しい会話を始めるか、最も古い部分を忘れる設定にしてください (truncation)。</translation>
    </message>
    <message>
        <source>The conversation is not saved: %1.</source>
        <extracomment>voiceapp/store/archive.py; %1: error</extracomment>
        <translation>会話を保存できません: %1。</translation>
    </message>
    <message>
        <source>The conversation you were reading was deleted.</source>
        <extracomment>voiceapp/conversations_app.py</extracomment>
        <translation>表示していた会話は削除されました。</translation>
    </message>
    <message>
        <source>The desktop cannot be asked for a key: no session bus.</source>
        <extracomment>voiceapp/hotkey/portal.py</extracomment>
        <translation>デスクトップにキーを要求できません: セッションバスがありません。</translation>
    </message>
    <message>
        <source>The desktop does not answer when asked for a key.</source>
        <extracomment>voiceapp/hotkey/portal.py</extracomment>
        <translation>キーを要求しましたが、デスクトップが応答しません。</translation>
    </message>
    <message>
        <source>The desktop does not give the key.</source>
        <extracomment>voiceapp/hotkey/portal.py</extracomment>
        <translation>デスクトップがキーを割り当てません。</translation>
    </message>
    <message>
        <source>The desktop gives keys only to programs in its menu. Run `voiceapp desktop-entry install`, then choose the key again.</source>
        <extracomment>voiceapp/hotkey/portal.py</extracomment>
        <translation>デスクトップは、メニューに登録されたプログラムにだけキーを割り当てます。`voiceapp desktop-entry install` を実行してから、キーを選び直してください。</translation>
    </message>
    <message>
        <source>The desktop has taken the hotkey back.</source>
        <extracomment>voiceapp/hotkey/portal.py</extracomment>
        <translation>デスクトップがホットキーの割り当てを解除しました。</translation>
    </message>
    <message>
        <source>The desktop watches keys only, not %1.</source>
        <extracomment>voiceapp/hotkey/portal.py; %1: key</extracomment>
        <translation>デスクトップが監視できるのはキーだけで、%1 は使えません。</translation>
    </message>
    <message>
        <source>The desktop watches the key%1. Change it in the desktop&apos;s own settings.</source>
        <extracomment>voiceapp/hotkey/portal.py; %1: called</extracomment>
        <translation>デスクトップがキーを監視しています%1。変更はデスクトップの設定で行ってください。</translation>
    </message>
    <message>
        <source>The desktop&apos;s question about the key was not answered.</source>
        <extracomment>voiceapp/hotkey/portal.py</extracomment>
        <translation>キーについてのデスクトップの確認に回答がありませんでした。</translation>
    </message>
    <message>
        <source>The devices are looked for again.</source>
        <extracomment>voiceapp/audio/desk.py</extracomment>
        <translation>デバイスを探し直しています。</translation>
    </message>
    <message>
        <source>The devices cannot be listed now. Try again in a moment.</source>
        <extracomment>voiceapp/audio/device_census.py</extracomment>
        <translation>現在、デバイスの一覧を取得できません。少し待ってからもう一度お試しください。</translation>
    </message>
    <message>
        <source>The disk is too slow: the end of the recording may be missing.</source>
        <extracomment>voiceapp/conversation.py</extracomment>
        <translation>ディスクの書き込みが遅いため、録音の終わりが欠けている可能性があります。</translation>
    </message>
    <message>
        <source>The disk is too slow: the recording has a gap.</source>
        <extracomment>voiceapp/dialogue/machine.py</extracomment>
        <translation>ディスクの書き込みが遅いため、録音に欠落があります。</translation>
    </message>
    <message>
        <source>The echo check is using the microphone and the loudspeaker for a few seconds.</source>
        <extracomment>voiceapp/echo_checking.py</extracomment>
        <translation>エコーチェックのため、数秒間マイクとスピーカーを使用しています。</translation>
    </message>
    <message>
        <source>The echo has not been measured yet: let the assistant speak for a moment.</source>
        <extracomment>voiceapp/audio/echo_measure.py</extracomment>
        <translation>エコーはまだ測定されていません。アシスタントに少し話させてください。</translation>
    </message>
    <message>
        <source>The echo is too quiet to matter.</source>
        <extracomment>voiceapp/audio/echo_measure.py</extracomment>
        <translation>エコーは問題にならないほど小さいです。</translation>
    </message>
    <message>
        <source>The embedded assistant cannot be started: it did not say where it listens.</source>
        <extracomment>voiceapp/offline/process.py</extracomment>
        <translation>内蔵アシスタントを起動できません: 待ち受け先が通知されませんでした。</translation>
    </message>
    <message>
        <source>The embedded assistant cannot be started: the program could not be run.</source>
        <extracomment>voiceapp/offline/process.py</extracomment>
        <translation>内蔵アシスタントを起動できません: プログラムを実行できませんでした。</translation>
    </message>
    <message>
        <source>The embedded assistant did not start within %1 seconds.</source>
        <extracomment>voiceapp/offline/process.py; %1: self._start_limit_s</extracomment>
        <translation>内蔵アシスタントが %1 秒以内に起動しませんでした。</translation>
    </message>
    <message>
        <source>The embedded assistant ended instead of starting (code %1).</source>
        <extracomment>voiceapp/offline/process.py; %1: await self._ended_with()</extracomment>
        <translation>内蔵アシスタントが起動せずに終了しました (コード %1)。</translation>
    </message>
    <message>
        <source>The embedded assistant has not been started.</source>
        <extracomment>voiceapp/offline/process.py</extracomment>
        <translation>内蔵アシスタントは起動していません。</translation>
    </message>
    <message>
        <source>The embedded assistant needs neither a sign-in nor a key.</source>
        <extracomment>voiceapp/signing_in.py</extracomment>
        <translation>内蔵アシスタントには、サインインもキーも必要ありません。</translation>
    </message>
    <message>
        <source>The encryption of the connection to %1 failed.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 との接続の暗号化に失敗しました。</translation>
    </message>
    <message>
        <source>The env file %1 cannot be read: %2.</source>
        <extracomment>voiceapp/transport/env_file.py; %1: path; %2: reason</extracomment>
        <translation>環境ファイル %1 を読み込めません: %2。</translation>
    </message>
    <message>
        <source>The env file %1 is larger than 1 MiB; that is no list of variables.</source>
        <extracomment>voiceapp/transport/env_file.py; %1: path</extracomment>
        <translation>環境ファイル %1 は 1 MiB を超えているため、変数の一覧ではありません。</translation>
    </message>
    <message>
        <source>The env file %1 is not a text file in UTF-8.</source>
        <extracomment>voiceapp/transport/env_file.py; %1: path</extracomment>
        <translation>環境ファイル %1 は UTF-8 のテキストファイルではありません。</translation>
    </message>
    <message>
        <source>The file of kept conversations is encrypted and its key is not in the keyring, or it is no file of this program.</source>
        <extracomment>voiceapp/store/cipher.py</extracomment>
        <translation>会話の保存ファイルは暗号化されており、そのキーがキーリングにないか、このプログラムのファイルではありません。</translation>
    </message>
    <message>
        <source>The file of kept conversations is not there any more.</source>
        <extracomment>voiceapp/conversations_app.py</extracomment>
        <translation>会話の保存ファイルが見つかりません。</translation>
    </message>
    <message>
        <source>The first %1 s of what you said meanwhile are missing.</source>
        <extracomment>voiceapp/dialogue/resumption.py; %1: missing_s</extracomment>
        <translation>その間に話した内容のうち、初めの %1 秒が失われました。</translation>
    </message>
    <message>
        <source>The folder of recordings cannot be made: %1</source>
        <extracomment>voiceapp/recordings.py; %1: folder</extracomment>
        <translation>録音フォルダーを作成できません: %1</translation>
    </message>
    <message>
        <source>The header cannot be read; the usual options are assumed.</source>
        <extracomment>voiceapp/recording/reader.py</extracomment>
        <translation>ヘッダーを読み込めないため、通常の設定とみなします。</translation>
    </message>
    <message>
        <source>The host in the address of the service is not a valid name.</source>
        <extracomment>voiceapp/transport/address.py</extracomment>
        <translation>サービスのアドレスのホスト名が正しくありません。</translation>
    </message>
    <message>
        <source>The hotkey cannot be used: %1 alone would be missing in every other program. Take it with Ctrl, Alt or Meta, for example Ctrl+Alt+%2.</source>
        <extracomment>voiceapp/hotkey/keys.py; %1: name; %2: name</extracomment>
        <translation>ホットキーを使えません: %1 だけでは、ほかのすべてのプログラムで使えなくなります。Ctrl、Alt、Meta と組み合わせてください (例: Ctrl+Alt+%2)。</translation>
    </message>
    <message>
        <source>The hotkey cannot be used: no key is called “%1”. Examples: F9, Pause, Ctrl+Alt+Space, RightCtrl.</source>
        <extracomment>voiceapp/hotkey/keys.py; %1: last[:20]</extracomment>
        <translation>ホットキーを使えません:「%1」というキーはありません。例: F9、Pause、Ctrl+Alt+Space、RightCtrl。</translation>
    </message>
    <message>
        <source>The hotkey cannot be used: this keyboard has no key %1.</source>
        <extracomment>voiceapp/hotkey/x11.py; %1: key.name</extracomment>
        <translation>ホットキーを使えません: このキーボードに %1 キーはありません。</translation>
    </message>
    <message>
        <source>The hotkey cannot be used: “%1” is no modifier (Ctrl, Alt, Shift, Meta).</source>
        <extracomment>voiceapp/hotkey/keys.py; %1: word[:20]</extracomment>
        <translation>ホットキーを使えません:「%1」は修飾キー (Ctrl、Alt、Shift、Meta) ではありません。</translation>
    </message>
    <message>
        <source>The kept conversations are encrypted, and the keyring with their key cannot be read. Unlock it.</source>
        <extracomment>voiceapp/choices.py</extracomment>
        <translation>保存した会話は暗号化されていますが、キーのあるキーリングを読めません。ロックを解除してください。</translation>
    </message>
    <message>
        <source>The kept conversations are of a later version of this program (format %1, this one knows %2). Update the program; nothing was changed.</source>
        <extracomment>voiceapp/store/schema.py; %1: version; %2: VERSION</extracomment>
        <translation>保存した会話は、このプログラムより新しいバージョンのものです (形式 %1、このプログラムは %2 まで)。プログラムを更新してください。何も変更していません。</translation>
    </message>
    <message>
        <source>The kept conversations are to be encrypted, which needs the extra `encryption`: `pip install &apos;voiceapp[encryption]&apos;`.</source>
        <extracomment>voiceapp/store/cipher.py</extracomment>
        <translation>会話を暗号化して保存するには、追加の `encryption` が必要です: `pip install &apos;voiceapp[encryption]&apos;`。</translation>
    </message>
    <message>
        <source>The kept conversations cannot be read.</source>
        <extracomment>voiceapp/store/archive.py</extracomment>
        <translation>保存した会話を読み込めません。</translation>
    </message>
    <message>
        <source>The kept conversations cannot be used: a fault in this program.</source>
        <extracomment>voiceapp/archive_thread.py</extracomment>
        <translation>保存した会話を利用できません: このプログラムの不具合です。</translation>
    </message>
    <message>
        <source>The kept conversations in %1 cannot be opened.</source>
        <extracomment>voiceapp/store/schema.py; %1: path</extracomment>
        <translation>%1 の保存した会話を開けません。</translation>
    </message>
    <message>
        <source>The kept conversations in %1 cannot be read: it is no file of this program, or damaged, or encrypted with another key.</source>
        <extracomment>voiceapp/store/schema.py; %1: path</extracomment>
        <translation>%1 の保存した会話を読み込めません。このプログラムのファイルではないか、破損しているか、別のキーで暗号化されています。</translation>
    </message>
    <message>
        <source>The key `%1` cannot be changed.</source>
        <extracomment>voiceapp/ui/chosen_keys.py; %1: name</extracomment>
        <translation>`%1` のキーは変更できません。</translation>
    </message>
    <message>
        <source>The key from %1 is empty, or has a space, a line break or another strange character.</source>
        <extracomment>voiceapp/transport/credentials.py; %1: origin</extracomment>
        <translation>%1 のキーが空か、空白・改行などの使えない文字を含んでいます。</translation>
    </message>
    <message>
        <source>The key from %1 is used; it comes first.</source>
        <extracomment>voiceapp/signing_in.py; %1: given.origin</extracomment>
        <translation>%1 のキーを使います。これが最優先です。</translation>
    </message>
    <message>
        <source>The key is kept.</source>
        <extracomment>voiceapp/signing_in.py</extracomment>
        <translation>キーを保存しました。</translation>
    </message>
    <message>
        <source>The key is not saved: %1</source>
        <extracomment>voiceapp/settings_file.py; %1: problem</extracomment>
        <translation>キーを保存できません: %1</translation>
    </message>
    <message>
        <source>The key is removed.</source>
        <extracomment>voiceapp/signing_in.py</extracomment>
        <translation>キーを削除しました。</translation>
    </message>
    <message>
        <source>The key of the kept conversations in the keyring is none of this program.</source>
        <extracomment>voiceapp/store/cipher.py</extracomment>
        <translation>保存した会話のキーとしてキーリングにあるものは、このプログラムのものではありません。</translation>
    </message>
    <message>
        <source>The key was not allowed. The desktop asks again when voiceapp starts anew.</source>
        <extracomment>voiceapp/hotkey/portal.py</extracomment>
        <translation>キーが許可されませんでした。voiceapp を起動し直すと、デスクトップがもう一度確認します。</translation>
    </message>
    <message>
        <source>The keyring (%1) holds a key for %2.</source>
        <extracomment>voiceapp/signing_in.py; %1: name; %2: endpoint.host</extracomment>
        <translation>キーリング (%1) に %2 のキーがあります。</translation>
    </message>
    <message>
        <source>The keyring (%1) holds no key for %2.</source>
        <extracomment>voiceapp/signing_in.py; %1: name; %2: endpoint.host</extracomment>
        <translation>キーリング (%1) に %2 のキーはありません。</translation>
    </message>
    <message>
        <source>The loudspeaker is very loud in the microphone; turn it down or use headphones. Until then the talk key interrupts, your voice does not.</source>
        <extracomment>voiceapp/audio/echo_measure.py</extracomment>
        <translation>スピーカーの音がマイクに大きく入っています。音量を下げるか、ヘッドホンを使ってください。それまでは声では割り込めず、トークキーで割り込みます。</translation>
    </message>
    <message>
        <source>The microphone delivers no sound; choose another one, or grant permission to use it.</source>
        <extracomment>voiceapp/audio/echo_check.py</extracomment>
        <translation>マイクから音が届きません。別のマイクを選ぶか、使用を許可してください。</translation>
    </message>
    <message>
        <source>The model is %1.</source>
        <extracomment>voiceapp/checkup.py; %1: seen.last.model</extracomment>
        <translation>モデルは %1 です。</translation>
    </message>
    <message>
        <source>The name %1 cannot be looked up just now; the network may be down.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 の名前を現在解決できません。ネットワークが切れている可能性があります。</translation>
    </message>
    <message>
        <source>The name of the deployment or model is too long, or has an invisible character.</source>
        <extracomment>voiceapp/transport/endpoint.py</extracomment>
        <translation>デプロイまたはモデルの名前が長すぎるか、見えない文字を含んでいます。</translation>
    </message>
    <message>
        <source>The network rules of %1 keep this computer out. Connect through the network it allows (a VPN of your company, perhaps), or ask its owner to allow this one.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 のネットワーク規則により、このコンピューターからはアクセスできません。許可されたネットワーク (会社の VPN など) から接続するか、所有者に許可を依頼してください。</translation>
    </message>
    <message>
        <source>The path /openai/v1/realtime takes no api-version (the service would answer 401). Remove it from the address.</source>
        <extracomment>voiceapp/transport/endpoint.py</extracomment>
        <translation>パス /openai/v1/realtime では api-version を指定できません (サービスは 401 を返します)。アドレスから取り除いてください。</translation>
    </message>
    <message>
        <source>The persona is not saved: %1</source>
        <extracomment>voiceapp/persona_tables.py; %1: problem</extracomment>
        <translation>ペルソナを保存できません: %1</translation>
    </message>
    <message>
        <source>The persona is not saved: there are %1 already. Remove one you do not need.</source>
        <extracomment>voiceapp/persona_tables.py; %1: PERSONAS_MAX</extracomment>
        <translation>ペルソナを保存できません: すでに %1 個あります。不要なものを削除してください。</translation>
    </message>
    <message>
        <source>The persona is not saved: there is one of that name.</source>
        <extracomment>voiceapp/persona_tables.py</extracomment>
        <translation>ペルソナを保存できません: 同じ名前のものがあります。</translation>
    </message>
    <message>
        <source>The proxy set on this system does not let the connection through. Check the proxy settings, or name the service in no_proxy if it is reached without one.</source>
        <extracomment>voiceapp/transport/handshake_advice.py</extracomment>
        <translation>このシステムのプロキシが接続を通しません。プロキシの設定を確認するか、直接つながる場合はサービスを no_proxy に指定してください。</translation>
    </message>
    <message>
        <source>The proxy set on this system is a SOCKS proxy, and the package for that is missing. Install it with `pip install &apos;voiceapp[socks]&apos;`, or use an HTTP proxy.</source>
        <extracomment>voiceapp/transport/handshake_advice.py</extracomment>
        <translation>このシステムのプロキシは SOCKS プロキシですが、必要なパッケージがありません。`pip install &apos;voiceapp[socks]&apos;` でインストールするか、HTTP プロキシを使ってください。</translation>
    </message>
    <message>
        <source>The proxy set on this system wants a name and a password, or not the ones it was given.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: _PROXY_ADDRESS</extracomment>
        <translation>このシステムのプロキシが名前とパスワードを要求しているか、指定したものを受け付けません。</translation>
    </message>
    <message>
        <source>The record of the sign-in cannot be removed: %1. Remove %2.</source>
        <extracomment>voiceapp/transport/browser_sign_in.py; %1: error.strerror; %2: self._record_path</extracomment>
        <translation>サインインの記録を削除できません: %1。%2 を削除してください。</translation>
    </message>
    <message>
        <source>The recording cannot be written to %1.</source>
        <extracomment>voiceapp/recording/writer.py; %1: folder</extracomment>
        <translation>録音を %1 に書き込めません。</translation>
    </message>
    <message>
        <source>The recording in %1 cannot be deleted: %2.</source>
        <extracomment>voiceapp/kept_files.py; %1: tape; %2: error.strerror or error</extracomment>
        <translation>%1 の録音を削除できません: %2。</translation>
    </message>
    <message>
        <source>The recording is not there any more: %1</source>
        <extracomment>voiceapp/conversations_app.py; %1: tape</extracomment>
        <translation>録音が見つかりません: %1</translation>
    </message>
    <message>
        <source>The recording is very long; its end is not shown.</source>
        <extracomment>voiceapp/tape_player.py</extracomment>
        <translation>録音が非常に長いため、終わりは表示しません。</translation>
    </message>
    <message>
        <source>The recording stopped: the disk takes no more.</source>
        <extracomment>voiceapp/recording/writer.py</extracomment>
        <translation>録音を停止しました: ディスクに書き込めません。</translation>
    </message>
    <message>
        <source>The redacted tape cannot be read.</source>
        <extracomment>voiceapp/bundle.py</extracomment>
        <translation>伏せ字にした録音データを読み込めません。</translation>
    </message>
    <message>
        <source>The replay has ended with an error of this program.</source>
        <extracomment>voiceapp/replay_app.py</extracomment>
        <translation>このプログラムのエラーのため、再生を終了しました。</translation>
    </message>
    <message>
        <source>The server did not accept the session&apos;s settings in 5 s.</source>
        <extracomment>voiceapp/dialogue/link.py</extracomment>
        <translation>サーバーが 5 秒以内にセッションの設定を受け付けませんでした。</translation>
    </message>
    <message>
        <source>The server let us in but did not start a session in 10 s.</source>
        <extracomment>voiceapp/dialogue/link.py</extracomment>
        <translation>サーバーに接続できましたが、10 秒以内にセッションが始まりませんでした。</translation>
    </message>
    <message>
        <source>The service could not finish the answer. Ask again.</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>サービスが応答を最後まで作れませんでした。もう一度質問してください。</translation>
    </message>
    <message>
        <source>The service did not answer.</source>
        <extracomment>voiceapp/dialogue/session_life.py</extracomment>
        <translation>サービスから応答がありませんでした。</translation>
    </message>
    <message>
        <source>The service did not answer. Ask again.</source>
        <extracomment>voiceapp/dialogue/machine.py</extracomment>
        <translation>サービスから応答がありませんでした。もう一度質問してください。</translation>
    </message>
    <message>
        <source>The service did not take something this program sent; the conversation goes on. If something is missing now, say it again.</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>このプログラムの送信内容の一部をサービスが受け付けませんでした。会話は続きます。足りないことがあれば、もう一度話してください。</translation>
    </message>
    <message>
        <source>The service does not accept the key. Check the key and start again.</source>
        <extracomment>voiceapp/dialogue/link.py</extracomment>
        <translation>サービスがキーを受け付けません。キーを確認してから起動し直してください。</translation>
    </message>
    <message>
        <source>The service does not know this model, or you have no access to it. Check its name.</source>
        <extracomment>voiceapp/dialogue/link.py</extracomment>
        <translation>サービスにこのモデルがないか、アクセス権がありません。名前を確認してください。</translation>
    </message>
    <message>
        <source>The service had an internal error. Ask again.</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>サービスで内部エラーが発生しました。もう一度質問してください。</translation>
    </message>
    <message>
        <source>The service refused the change.</source>
        <extracomment>voiceapp/dialogue/link.py</extracomment>
        <translation>サービスが変更を拒否しました。</translation>
    </message>
    <message>
        <source>The service refused the session&apos;s settings. The details name the one.</source>
        <extracomment>voiceapp/dialogue/link.py</extracomment>
        <translation>サービスがセッションの設定を拒否しました。該当する項目は詳細にあります。</translation>
    </message>
    <message>
        <source>The service refused to answer. Ask again.</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>サービスが応答を拒否しました。もう一度質問してください。</translation>
    </message>
    <message>
        <source>The service reports a problem; the conversation goes on.</source>
        <extracomment>voiceapp/dialogue/reception.py</extracomment>
        <translation>サービスが問題を報告しましたが、会話は続きます。</translation>
    </message>
    <message>
        <source>The service&apos;s content filter objected. Say it in other words.</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>サービスのコンテンツフィルターに抵触しました。別の言い方で話してください。</translation>
    </message>
    <message>
        <source>The service&apos;s rate limit is reached.</source>
        <extracomment>voiceapp/dialogue/outcomes.py; %1: when</extracomment>
        <translation>サービスのレート制限に達しました。</translation>
    </message>
    <message>
        <source>The session bus is gone, and with it the hotkey.</source>
        <extracomment>voiceapp/hotkey/portal.py</extracomment>
        <translation>セッションバスが終了したため、ホットキーは使えません。</translation>
    </message>
    <message>
        <source>The session is open and has our settings.</source>
        <extracomment>voiceapp/checkup.py; %1: model</extracomment>
        <translation>セッションが開始し、設定が適用されています。</translation>
    </message>
    <message>
        <source>The session reached the longest time %1 allows.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>セッションが、%1 の許可する最長時間に達しました。</translation>
    </message>
    <message>
        <source>The setting is not saved: %1</source>
        <extracomment>voiceapp/persona_tables.py; %1: problem</extracomment>
        <translation>設定を保存できません: %1</translation>
    </message>
    <message>
        <source>The setting is not saved: %1 cannot be written: %2.</source>
        <extracomment>voiceapp/settings_file.py; %1: target; %2: error.strerror or &apos;unknown reason&apos;</extracomment>
        <translation>設定を保存できません: %1 に書き込めません: %2。</translation>
    </message>
    <message>
        <source>The setting is not saved: %1 has a mistake and is left as it is. Correct it first.</source>
        <extracomment>voiceapp/settings_file.py; %1: path.name</extracomment>
        <translation>設定を保存できません: %1 に誤りがあるため、そのままにしています。先に修正してください。</translation>
    </message>
    <message>
        <source>The setting is not saved: %1 is written in a way that cannot be changed here. Change it in a text editor.</source>
        <extracomment>voiceapp/settings_file.py; %1: path.name</extracomment>
        <translation>設定を保存できません: %1 の書き方はここでは変更できません。テキストエディターで変更してください。</translation>
    </message>
    <message>
        <source>The setting is not saved: `%1` is no table in the file. Correct it first.</source>
        <extracomment>voiceapp/settings_file.py; %1: name</extracomment>
        <translation>設定を保存できません: ファイルの `%1` が表ではありません。先に修正してください。</translation>
    </message>
    <message>
        <source>The setting is not saved: the persona is not in the file any more.</source>
        <extracomment>voiceapp/persona_tables.py</extracomment>
        <translation>設定を保存できません: ペルソナがファイルにありません。</translation>
    </message>
    <message>
        <source>The sign-in at %1 has expired. Run `az login` again.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 のサインインの有効期限が切れました。`az login` をもう一度実行してください。</translation>
    </message>
    <message>
        <source>The sign-in is forgotten. Sign-ins of `az login` and others stay as they are.</source>
        <extracomment>voiceapp/signing_in.py</extracomment>
        <translation>サインインを破棄しました。`az login` などのサインインはそのままです。</translation>
    </message>
    <message>
        <source>The sign-in lasts until the program ends: this system has no place to keep it.</source>
        <extracomment>voiceapp/signing_in.py</extracomment>
        <translation>サインインはプログラムの終了まで有効です。このシステムには保存する場所がありません。</translation>
    </message>
    <message>
        <source>The sign-in took longer than %1 s. Run `az login`, or set AZURE_OPENAI_API_KEY.</source>
        <extracomment>voiceapp/transport/entra.py; %1: SIGN_IN_LIMIT_S</extracomment>
        <translation>サインインに %1 秒以上かかりました。`az login` を実行するか、AZURE_OPENAI_API_KEY を設定してください。</translation>
    </message>
    <message>
        <source>The sign-in with Entra ID failed: %1.</source>
        <extracomment>voiceapp/transport/sign_in_advice.py; %1: line.rstrip(&apos;.&apos;); %2: cure</extracomment>
        <translation>Entra ID でのサインインに失敗しました: %1。</translation>
    </message>
    <message>
        <source>The sound library PortAudio is not installed. On Debian and Ubuntu it comes with “apt install libportaudio2”, on Fedora with “dnf install portaudio”.</source>
        <extracomment>voiceapp/audio/portaudio.py</extracomment>
        <translation>音声ライブラリ PortAudio がインストールされていません。Debian と Ubuntu では「apt install libportaudio2」、Fedora では「dnf install portaudio」でインストールできます。</translation>
    </message>
    <message>
        <source>The sound of the %1 is missing from here; it is shown as silence.</source>
        <extracomment>voiceapp/recording/reader.py; %1: voice</extracomment>
        <translation>ここから先、%1の音声がありません。無音として表示します。</translation>
    </message>
    <message>
        <source>The sound of the %1 is missing from the tape.</source>
        <extracomment>voiceapp/recording/reader.py; %1: voice</extracomment>
        <translation>録音データに%1の音声がありません。</translation>
    </message>
    <message>
        <source>The system does not allow voiceapp to use the %1.</source>
        <extracomment>voiceapp/audio/permission.py; %1: direction.value</extracomment>
        <translation>システムが voiceapp による%1の使用を許可していません。</translation>
    </message>
    <message>
        <source>The system tells voiceapp of the key, if Privacy &amp; Security, Input Monitoring allows it.</source>
        <extracomment>voiceapp/hotkey/pynput_keys.py</extracomment>
        <translation>「プライバシーとセキュリティ」→「入力監視」で許可されていれば、システムがキーを voiceapp に通知します。</translation>
    </message>
    <message>
        <source>The system tells voiceapp of the key.</source>
        <extracomment>voiceapp/hotkey/pynput_keys.py</extracomment>
        <translation>システムがキーを voiceapp に通知します。</translation>
    </message>
    <message>
        <source>The talk key was held for five minutes and is let go.</source>
        <extracomment>voiceapp/reach.py</extracomment>
        <translation>トークキーが 5 分間押されたままだったため、解除しました。</translation>
    </message>
    <message>
        <source>The tape ends here without its last line: it was cut off, or is being written.</source>
        <extracomment>voiceapp/recording/reader.py</extracomment>
        <translation>録音データは最後の行がないまま、ここで終わっています。途中で切れたか、書き込み中です。</translation>
    </message>
    <message>
        <source>The tape was made by a newer version (format %1; this one reads up to %2).</source>
        <extracomment>voiceapp/recording/reader.py; %1: header.version; %2: VERSION</extracomment>
        <translation>この録音データは新しいバージョンで作られています (形式 %1、このバージョンは %2 まで)。</translation>
    </message>
    <message>
        <source>The training data would be larger than 512 MB, which no service takes. Choose fewer conversations, for example by a tag.</source>
        <extracomment>voiceapp/store/training/file.py</extracomment>
        <translation>学習データが 512 MB を超えるため、どのサービスにも受け付けられません。タグなどで会話を絞ってください。</translation>
    </message>
    <message>
        <source>There is a recording in %1 already; it is left as it is.</source>
        <extracomment>voiceapp/recording/writer.py; %1: folder</extracomment>
        <translation>%1 にはすでに録音があります。そのままにしています。</translation>
    </message>
    <message>
        <source>There is no %1. Check the name of the resource, or the network.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host</extracomment>
        <translation>%1 が見つかりません。リソース名かネットワークを確認してください。</translation>
    </message>
    <message>
        <source>There is no %1. Plug one in, or start the sound server.</source>
        <extracomment>voiceapp/audio/device_list.py; %1: direction.value</extracomment>
        <translation>%1がありません。接続するか、サウンドサーバーを起動してください。</translation>
    </message>
    <message>
        <source>There is no %1. Plug one in; typing works without.</source>
        <extracomment>voiceapp/checkup.py; %1: role</extracomment>
        <translation>%1がありません。接続してください。文字入力はそのまま使えます。</translation>
    </message>
    <message>
        <source>There is no deployment of this name. Check it; if it is new, wait five minutes.</source>
        <extracomment>voiceapp/dialogue/link.py</extracomment>
        <translation>この名前のデプロイはありません。確認してください。作成した直後の場合は、5 分ほどお待ちください。</translation>
    </message>
    <message>
        <source>There is no desktop here that could watch a key.</source>
        <extracomment>voiceapp/hotkey/choice.py; %1: INSTEAD</extracomment>
        <translation>ここには、キーを監視できるデスクトップがありません。</translation>
    </message>
    <message>
        <source>There is no kept conversation %1. `voiceapp sessions list` shows what there is.</source>
        <extracomment>voiceapp/store/archive.py; %1: number</extracomment>
        <translation>保存した会話 %1 はありません。`voiceapp sessions list` で一覧を表示できます。</translation>
    </message>
    <message>
        <source>There is no key `%1`.</source>
        <extracomment>voiceapp/ui/chosen_keys.py; %1: name[:40]</extracomment>
        <translation>`%1` というキーはありません。</translation>
    </message>
    <message>
        <source>There is no key for %1. Set VOICEAPP_API_KEY or AZURE_OPENAI_API_KEY; sign-in works only at a resource&apos;s own address (https://NAME.openai.azure.com).</source>
        <extracomment>voiceapp/transport/resolve.py; %1: endpoint.host</extracomment>
        <translation>%1 のキーがありません。VOICEAPP_API_KEY または AZURE_OPENAI_API_KEY を設定してください。サインインは、リソース自身のアドレス (https://NAME.openai.azure.com) でのみ使えます。</translation>
    </message>
    <message>
        <source>There is no key for OpenAI. Set OPENAI_API_KEY or VOICEAPP_API_KEY.</source>
        <extracomment>voiceapp/transport/resolve.py</extracomment>
        <translation>OpenAI のキーがありません。OPENAI_API_KEY または VOICEAPP_API_KEY を設定してください。</translation>
    </message>
    <message>
        <source>There is no loudspeaker.</source>
        <extracomment>voiceapp/audio/recorded_sound.py</extracomment>
        <translation>スピーカーがありません。</translation>
    </message>
    <message>
        <source>There is no sound at %1 times the speed.</source>
        <extracomment>voiceapp/replaying.py; %1: self._speed</extracomment>
        <translation>%1 倍速では音声は再生されません。</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <extracomment>voiceapp/settings_app.py</extracomment>
        <translation>そのフォルダーはありません。</translation>
    </message>
    <message>
        <source>There is no tape in %1.</source>
        <extracomment>voiceapp/recording/reader.py; %1: folder</extracomment>
        <translation>%1 に録音データはありません。</translation>
    </message>
    <message>
        <source>There is no tape of the conversation.</source>
        <extracomment>voiceapp/bundle.py</extracomment>
        <translation>会話の録音データはありません。</translation>
    </message>
    <message>
        <source>There is no way to the network.</source>
        <extracomment>voiceapp/transport/handshake_advice.py</extracomment>
        <translation>ネットワークに接続できません。</translation>
    </message>
    <message>
        <source>There was no key to remove.</source>
        <extracomment>voiceapp/signing_in.py</extracomment>
        <translation>削除するキーはありませんでした。</translation>
    </message>
    <message>
        <source>This computer</source>
        <extracomment>voiceapp/transport/endpoint.py</extracomment>
        <translation>このコンピューター</translation>
    </message>
    <message>
        <source>This computer has no keyring that could hold a key. Set VOICEAPP_API_KEY in the environment instead.</source>
        <extracomment>voiceapp/transport/key_store.py</extracomment>
        <translation>このコンピューターには、キーを保存できるキーリングがありません。代わりに環境変数 VOICEAPP_API_KEY を設定してください。</translation>
    </message>
    <message>
        <source>This conversation has cost %1 of your cap of %2. It will be ended at the cap.</source>
        <extracomment>voiceapp/dialogue/cost_cap.py; %1: usd_text(cost_usd); %2: usd_text(self._cap_usd)</extracomment>
        <translation>この会話の費用は %1 です (上限 %2)。上限に達すると終了します。</translation>
    </message>
    <message>
        <source>This conversation is being recorded already.</source>
        <extracomment>voiceapp/recording/deck.py</extracomment>
        <translation>この会話はすでに録音中です。</translation>
    </message>
    <message>
        <source>This conversation is going on already.</source>
        <extracomment>voiceapp/conversation.py</extracomment>
        <translation>この会話はすでに進行中です。</translation>
    </message>
    <message>
        <source>This deployment is of a model that cannot converse. Choose a realtime model.</source>
        <extracomment>voiceapp/dialogue/link.py</extracomment>
        <translation>このデプロイのモデルは会話に対応していません。リアルタイムモデルを選んでください。</translation>
    </message>
    <message>
        <source>This desktop has no global shortcuts for us.</source>
        <extracomment>voiceapp/hotkey/portal.py</extracomment>
        <translation>このデスクトップでは、グローバルショートカットを使えません。</translation>
    </message>
    <message>
        <source>This is a private recording: it has no words and no sound.</source>
        <extracomment>voiceapp/tape_player.py</extracomment>
        <translation>これはプライベート録音です。言葉も音声もありません。</translation>
    </message>
    <message>
        <source>This recording begins in the middle of a conversation; what was before is missing.</source>
        <extracomment>voiceapp/tape_player.py</extracomment>
        <translation>この録音は会話の途中から始まっています。それより前はありません。</translation>
    </message>
    <message>
        <source>This service no longer speaks the preview dialect. Use its GA address.</source>
        <extracomment>voiceapp/dialogue/link.py</extracomment>
        <translation>このサービスはプレビュー版に対応しなくなりました。GA 版のアドレスを使ってください。</translation>
    </message>
    <message>
        <source>Too much is to be done with the kept conversations. Wait a moment.</source>
        <extracomment>voiceapp/archive_thread.py</extracomment>
        <translation>保存した会話の処理が混み合っています。少しお待ちください。</translation>
    </message>
    <message>
        <source>Too short: hold the key while you speak.</source>
        <extracomment>voiceapp/dialogue/machine.py</extracomment>
        <translation>短すぎます。話している間はキーを押し続けてください。</translation>
    </message>
    <message>
        <source>Wait a moment and ask again.</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>少し待ってから、もう一度質問してください。</translation>
    </message>
    <message>
        <source>What is given as the deployment or model looks like a key; it is not used.</source>
        <extracomment>voiceapp/transport/endpoint.py</extracomment>
        <translation>デプロイまたはモデルとして指定された値はキーのようなので、使いません。</translation>
    </message>
    <message>
        <source>What is said from now on is not kept: the settings say so (keep_conversations).</source>
        <extracomment>voiceapp/continuing_app.py</extracomment>
        <translation>これから話す内容は保存されません。会話を保存しない設定になっています (keep_conversations)。</translation>
    </message>
    <message>
        <source>What was not delivered cannot be read any more.</source>
        <extracomment>voiceapp/recording/recovery.py</extracomment>
        <translation>送信されていない内容は、もう読み込めません。</translation>
    </message>
    <message>
        <source>What was not delivered cannot be removed from %1.</source>
        <extracomment>voiceapp/recording/recovery.py; %1: self._root</extracomment>
        <translation>送信されていない内容を %1 から削除できません。</translation>
    </message>
    <message>
        <source>While there is a key, that is used instead.</source>
        <extracomment>voiceapp/signing_in.py</extracomment>
        <translation>キーがある間は、キーが優先されます。</translation>
    </message>
    <message>
        <source>While voiceapp runs, no other program sees this key.</source>
        <extracomment>voiceapp/hotkey/x11.py</extracomment>
        <translation>voiceapp の実行中、ほかのプログラムはこのキーを受け取りません。</translation>
    </message>
    <message>
        <source>You can bind the command `voiceapp ptt toggle` to a key in the desktop&apos;s own keyboard settings.</source>
        <extracomment>voiceapp/hotkey/choice.py</extracomment>
        <translation>デスクトップのキーボード設定で、コマンド `voiceapp ptt toggle` をキーに割り当てることもできます。</translation>
    </message>
    <message>
        <source>Your account lacks a role at %1.</source>
        <extracomment>voiceapp/transport/handshake_advice.py; %1: host; %2: _ROLE</extracomment>
        <translation>アカウントに %1 のロールがありません。</translation>
    </message>
    <message>
        <source>Your cost cap leaves room again: the conversation can go on.</source>
        <extracomment>voiceapp/dialogue/cost_cap.py</extracomment>
        <translation>費用の上限に余裕ができました。会話を続けられます。</translation>
    </message>
    <message>
        <source>`%1` is the same for every persona: set it above the tables.</source>
        <extracomment>voiceapp/settings.py; %1: name</extracomment>
        <translation>`%1` はすべてのペルソナに共通です。表より上に書いてください。</translation>
    </message>
    <message>
        <source>`%1` must be %2.</source>
        <extracomment>voiceapp/settings.py; %1: name; %2: _wanted(name)</extracomment>
        <translation>`%1` には次を指定してください: %2。</translation>
    </message>
    <message>
        <source>`%1` must be a key in quotation marks, such as &quot;Ctrl+D&quot;, or &quot;&quot; for none.</source>
        <extracomment>voiceapp/settings.py; %1: name[:40]</extracomment>
        <translation>`%1` には &quot;Ctrl+D&quot; のように引用符で囲んだキーを、なしの場合は &quot;&quot; を指定してください。</translation>
    </message>
    <message>
        <source>`title` must be a line of text in quotation marks.</source>
        <extracomment>voiceapp/settings.py</extracomment>
        <translation>`title` は引用符で囲んだ 1 行の文字列にしてください。</translation>
    </message>
    <message>
        <source>a language code such as &quot;en&quot;, or &quot;&quot;</source>
        <extracomment>voiceapp/settings.py</extracomment>
        <translation>&quot;en&quot; などの言語コード、または &quot;&quot;</translation>
    </message>
    <message>
        <source>a new conversation began</source>
        <extracomment>voiceapp/dialogue/session_life.py</extracomment>
        <translation>新しい会話が始まりました</translation>
    </message>
    <message>
        <source>a number from %1 to %2</source>
        <extracomment>voiceapp/settings.py; %1: low; %2: high</extracomment>
        <translation>%1 から %2 までの数値</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <extracomment>voiceapp/settings.py; %1: low; %2: high</extracomment>
        <translation>%1 から %2 までの整数</translation>
    </message>
    <message>
        <source>an answer fails</source>
        <extracomment>voiceapp/dialogue/session_facts.py</extracomment>
        <translation>応答を失敗させる</translation>
    </message>
    <message>
        <source>built in</source>
        <extracomment>voiceapp/transport/resolve.py</extracomment>
        <translation>既定値</translation>
    </message>
    <message>
        <source>by meaning, eagerness %1</source>
        <extracomment>voiceapp/dialogue/session_facts.py; %1: known(eagerness, &apos;auto&apos;)</extracomment>
        <translation>意味で判断、積極性 %1</translation>
    </message>
    <message>
        <source>by silence</source>
        <extracomment>voiceapp/dialogue/session_facts.py</extracomment>
        <translation>無音で判断</translation>
    </message>
    <message>
        <source>by silence of %1 ms</source>
        <extracomment>voiceapp/dialogue/session_facts.py; %1: silence_ms</extracomment>
        <translation>%1 ミリ秒の無音で判断</translation>
    </message>
    <message>
        <source>captions are switched off</source>
        <extracomment>voiceapp/dialogue/turns.py</extracomment>
        <translation>字幕はオフです</translation>
    </message>
    <message>
        <source>cut off at the length limit</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>長さの上限で打ち切り</translation>
    </message>
    <message>
        <source>for a headset</source>
        <extracomment>voiceapp/dialogue/session_facts.py</extracomment>
        <translation>ヘッドセット用</translation>
    </message>
    <message>
        <source>for a room</source>
        <extracomment>voiceapp/dialogue/session_facts.py</extracomment>
        <translation>室内用</translation>
    </message>
    <message>
        <source>it was not sent</source>
        <extracomment>voiceapp/dialogue/turns.py</extracomment>
        <translation>送信されませんでした</translation>
    </message>
    <message>
        <source>loudspeaker</source>
        <extracomment>voiceapp/audio/device_list.py</extracomment>
        <translation>スピーカー</translation>
    </message>
    <message>
        <source>microphone</source>
        <extracomment>voiceapp/audio/device_list.py</extracomment>
        <translation>マイク</translation>
    </message>
    <message>
        <source>no limit</source>
        <extracomment>voiceapp/dialogue/session_facts.py</extracomment>
        <translation>制限なし</translation>
    </message>
    <message>
        <source>no transcription came</source>
        <extracomment>voiceapp/dialogue/turns.py</extracomment>
        <translation>文字起こしが届きませんでした</translation>
    </message>
    <message>
        <source>no words were recognised</source>
        <extracomment>voiceapp/dialogue/turns.py</extracomment>
        <translation>言葉を認識できませんでした</translation>
    </message>
    <message>
        <source>nobody in particular</source>
        <extracomment>voiceapp/settings_origin.py</extracomment>
        <translation>特定の相手なし</translation>
    </message>
    <message>
        <source>not finished</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>未完了</translation>
    </message>
    <message>
        <source>not finished: rate limit</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>未完了: レート制限</translation>
    </message>
    <message>
        <source>not finished: the account</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>未完了: アカウントの問題</translation>
    </message>
    <message>
        <source>off</source>
        <extracomment>voiceapp/dialogue/session_facts.py</extracomment>
        <translation>オフ</translation>
    </message>
    <message>
        <source>off: the talk key</source>
        <extracomment>voiceapp/dialogue/session_facts.py</extracomment>
        <translation>オフ (トークキー)</translation>
    </message>
    <message>
        <source>one line of text in quotation marks, at most %1 characters</source>
        <extracomment>voiceapp/settings.py; %1: limit</extracomment>
        <translation>引用符で囲んだ 1 行、%1 文字以内の文字列</translation>
    </message>
    <message>
        <source>one typed message</source>
        <extracomment>voiceapp/recording/recovery.py</extracomment>
        <translation>入力したメッセージ 1 件</translation>
    </message>
    <message>
        <source>settings file</source>
        <extracomment>voiceapp/transport/resolve.py</extracomment>
        <translation>設定ファイル</translation>
    </message>
    <message>
        <source>shown, not played: there is no loudspeaker</source>
        <extracomment>voiceapp/dialogue/answers.py</extracomment>
        <translation>スピーカーがないため、表示のみです</translation>
    </message>
    <message>
        <source>spoken</source>
        <extracomment>voiceapp/dialogue/session_facts.py</extracomment>
        <translation>音声</translation>
    </message>
    <message>
        <source>stopped by the content filter</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>コンテンツフィルターにより停止</translation>
    </message>
    <message>
        <source>text in quotation marks, at most %1 characters</source>
        <extracomment>voiceapp/settings.py; %1: limit</extracomment>
        <translation>引用符で囲んだ %1 文字以内の文字列</translation>
    </message>
    <message>
        <source>the computer slept</source>
        <extracomment>voiceapp/dialogue/session_life.py</extracomment>
        <translation>コンピューターがスリープしました</translation>
    </message>
    <message>
        <source>the computer slept for %1 s</source>
        <extracomment>voiceapp/dialogue/session_life.py; %1: slept_ms // 1000</extracomment>
        <translation>コンピューターが %1 秒間スリープしました</translation>
    </message>
    <message>
        <source>the connection was lost</source>
        <extracomment>voiceapp/dialogue/session_life.py</extracomment>
        <translation>接続が切れました</translation>
    </message>
    <message>
        <source>the context is full</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>コンテキストがいっぱいです</translation>
    </message>
    <message>
        <source>the conversation ended before the answer could be sent</source>
        <extracomment>voiceapp/dialogue/tool_calls.py</extracomment>
        <translation>応答を送る前に会話が終了しました</translation>
    </message>
    <message>
        <source>the conversation was ended</source>
        <extracomment>voiceapp/dialogue/session_life.py</extracomment>
        <translation>会話が終了しました</translation>
    </message>
    <message>
        <source>the embedded assistant</source>
        <extracomment>voiceapp/transport/resolve.py</extracomment>
        <translation>内蔵アシスタント</translation>
    </message>
    <message>
        <source>the environment</source>
        <extracomment>voiceapp/settings_origin.py</extracomment>
        <translation>環境変数</translation>
    </message>
    <message>
        <source>the oldest is forgotten</source>
        <extracomment>voiceapp/dialogue/session_facts.py</extracomment>
        <translation>最も古い部分を忘れる</translation>
    </message>
    <message>
        <source>the persona “%1”</source>
        <extracomment>voiceapp/settings_origin.py; %1: persona.label</extracomment>
        <translation>ペルソナ「%1」</translation>
    </message>
    <message>
        <source>the service did not take it</source>
        <extracomment>voiceapp/dialogue/recovered.py</extracomment>
        <translation>サービスが受け付けませんでした</translation>
    </message>
    <message>
        <source>the service failed</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>サービスでエラーが発生しました</translation>
    </message>
    <message>
        <source>the service fell silent</source>
        <extracomment>voiceapp/dialogue/session_life.py</extracomment>
        <translation>サービスの応答が途絶えました</translation>
    </message>
    <message>
        <source>the service stopped it</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>サービスが停止しました</translation>
    </message>
    <message>
        <source>the service stopped it when it heard you</source>
        <extracomment>voiceapp/dialogue/outcomes.py</extracomment>
        <translation>声を検知したサービスが停止しました</translation>
    </message>
    <message>
        <source>the transcription failed</source>
        <extracomment>voiceapp/dialogue/turns.py</extracomment>
        <translation>文字起こしに失敗しました</translation>
    </message>
    <message>
        <source>there is no setting `%1`.</source>
        <extracomment>voiceapp/settings.py; %1: name[:40]</extracomment>
        <translation>`%1` という設定はありません。</translation>
    </message>
    <message>
        <source>this looks like a key of a service. Those are not kept in this file: set VOICEAPP_API_KEY.</source>
        <extracomment>voiceapp/settings.py</extracomment>
        <translation>サービスのキーのようです。このファイルには保存しません。VOICEAPP_API_KEY に設定してください。</translation>
    </message>
    <message>
        <source>true or false</source>
        <extracomment>voiceapp/settings.py</extracomment>
        <translation>true または false</translation>
    </message>
    <message>
        <source>written</source>
        <extracomment>voiceapp/dialogue/session_facts.py</extracomment>
        <translation>文字</translation>
    </message>
    <message>
        <source>… and %1 more.</source>
        <extracomment>voiceapp/tape_player.py; %1: unsaid</extracomment>
        <translation>… ほか %1 件。</translation>
    </message>
</context>
<context>
    <name>voiceapp</name>
    <message>
        <source>%1 % left</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>残り %1 %</translation>
    </message>
    <message>
        <source>%1 (copy)</source>
        <extracomment>voiceapp/ui/settings_personas.py</extracomment>
        <translation>%1 (コピー)</translation>
    </message>
    <message>
        <source>%1 (not connected)</source>
        <extracomment>voiceapp/ui/device_picker.py</extracomment>
        <translation>%1 (未接続)</translation>
    </message>
    <message>
        <source>%1 (not connected) · using System default</source>
        <extracomment>voiceapp/ui/device_picker.py</extracomment>
        <translation>%1 (未接続)・システムの既定を使用中</translation>
    </message>
    <message>
        <source>%1 (you talk to this one)</source>
        <extracomment>voiceapp/ui/settings_persona_list.py</extracomment>
        <translation>%1 (会話中)</translation>
    </message>
    <message>
        <source>%1 after %2 ms</source>
        <extracomment>voiceapp/ui/waterfall_view.py</extracomment>
        <translation>%2 ミリ秒後に%1</translation>
    </message>
    <message>
        <source>%1 cannot be used</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>%1 は使えません</translation>
    </message>
    <message>
        <source>%1 events</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>%1 件のイベント</translation>
    </message>
    <message>
        <source>%1 found</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>%1 件見つかりました</translation>
    </message>
    <message>
        <source>%1 glitch</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>音切れ %1 回</translation>
    </message>
    <message>
        <source>%1 glitches</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>音切れ %1 回</translation>
    </message>
    <message>
        <source>%1 in all</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>計 %1</translation>
    </message>
    <message>
        <source>%1 interruption</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>割り込み %1 回</translation>
    </message>
    <message>
        <source>%1 interruptions</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>割り込み %1 回</translation>
    </message>
    <message>
        <source>%1 lost while the window was busy</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>処理中に %1 件を取りこぼしました</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>%1 ミリ秒</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 of %2 events</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>%2 件中 %1 件のイベント</translation>
    </message>
    <message>
        <source>%1 of %2 tokens (%3 %)</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>%2 トークン中 %1 (%3 %)</translation>
    </message>
    <message>
        <source>%1 problem</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>問題 %1 件</translation>
    </message>
    <message>
        <source>%1 problems</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>問題 %1 件</translation>
    </message>
    <message>
        <source>%1 s</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>%1 トークン</translation>
    </message>
    <message>
        <source>%1 works in every program</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>%1 はどのプログラムでも使えます</translation>
    </message>
    <message>
        <source>%1 · automatic</source>
        <extracomment>voiceapp/ui/status_bar.py</extracomment>
        <translation>%1・自動</translation>
    </message>
    <message>
        <source>%1 ×</source>
        <extracomment>voiceapp/ui/replay_bar.py</extracomment>
        <translation>%1 倍</translation>
    </message>
    <message>
        <source>%1: choose a folder</source>
        <extracomment>voiceapp/ui/settings_folder.py</extracomment>
        <translation>%1: フォルダーを選ぶ</translation>
    </message>
    <message>
        <source>%1: no key</source>
        <extracomment>voiceapp/ui/settings_key_field.py</extracomment>
        <translation>%1: キーなし</translation>
    </message>
    <message>
        <source>(%1 cached)</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>(キャッシュ %1)</translation>
    </message>
    <message>
        <source>(not transcribed)</source>
        <extracomment>voiceapp/ui/transcript_layout.py</extracomment>
        <translation>(文字起こしなし)</translation>
    </message>
    <message>
        <source>1 event</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>1 件のイベント</translation>
    </message>
    <message>
        <source>1 is the size that is set for the whole desktop. Ctrl++ and Ctrl+- change it.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>1 がデスクトップ全体で設定された大きさです。Ctrl++ と Ctrl+- で変更できます。</translation>
    </message>
    <message>
        <source>A folder whose text files it may search. What it finds goes to the service.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>アシスタントが検索してよいテキストファイルのフォルダー。見つかった内容はサービスに送られます。</translation>
    </message>
    <message>
        <source>A function was called for this answer: it is not called twice.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>この応答では関数が呼び出されています。2 回は呼び出せません。</translation>
    </message>
    <message>
        <source>A gateway, or a server of your own that speaks the same protocol.</source>
        <extracomment>voiceapp/ui/settings_whom.py</extracomment>
        <translation>ゲートウェイ、または同じプロトコルに対応した自前のサーバーです。</translation>
    </message>
    <message>
        <source>A kept conversation, one row for each turn; nothing in it can be changed</source>
        <extracomment>voiceapp/ui/conversations_transcript.py</extracomment>
        <translation>保存した会話。1 回の発話が 1 行で、変更はできません</translation>
    </message>
    <message>
        <source>A key that types nothing is best, such as F9, Pause or the right Ctrl key; or one with Ctrl, Alt or Meta.</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>F9、Pause、右 Ctrl のように文字を入力しないキーか、Ctrl、Alt、Meta との組み合わせが適しています。</translation>
    </message>
    <message>
        <source>A key to talk with, in every program</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>どのプログラムでも使えるトークキー</translation>
    </message>
    <message>
        <source>A long conversation outgrows what a model can remember.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>長い会話は、モデルが覚えられる量を超えることがあります。</translation>
    </message>
    <message>
        <source>A part is kept</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>一部を残す</translation>
    </message>
    <message>
        <source>A resource of yours or your organisation&apos;s, by sign-in or key.</source>
        <extracomment>voiceapp/ui/settings_whom.py</extracomment>
        <translation>自分または組織のリソースに、サインインまたはキーで接続します。</translation>
    </message>
    <message>
        <source>A screen reader seems to be in use: with loudspeakers, what it says would be taken for your words. Hold Space while you talk instead, or use headphones.</source>
        <extracomment>voiceapp/ui/reader_line.py</extracomment>
        <translation>スクリーンリーダーを使用中のようです。スピーカーから出る読み上げが、あなたの言葉として扱われてしまいます。話す間 Space を押す方法に切り替えるか、ヘッドホンを使ってください。</translation>
    </message>
    <message>
        <source>API version</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>API バージョン</translation>
    </message>
    <message>
        <source>About these conversations</source>
        <extracomment>voiceapp/ui/conversations_ask.py</extracomment>
        <translation>これらの会話について</translation>
    </message>
    <message>
        <source>About this model</source>
        <extracomment>voiceapp/ui/notice_line.py</extracomment>
        <translation>このモデルについて</translation>
    </message>
    <message>
        <source>Add</source>
        <extracomment>voiceapp/ui/settings_persona_list.py</extracomment>
        <translation>追加</translation>
    </message>
    <message>
        <source>Add the tag</source>
        <extracomment>voiceapp/ui/conversations_tags.py</extracomment>
        <translation>タグを追加</translation>
    </message>
    <message>
        <source>Address</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>アドレス</translation>
    </message>
    <message>
        <source>After a silence</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>無音になったとき</translation>
    </message>
    <message>
        <source>After the first answer you see here what it used.</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>最初の応答のあと、使用量がここに表示されます。</translation>
    </message>
    <message>
        <source>After your first turn you see here where its time went.</source>
        <extracomment>voiceapp/ui/waterfall_view.py</extracomment>
        <translation>最初のやり取りのあと、かかった時間の内訳がここに表示されます。</translation>
    </message>
    <message>
        <source>Again</source>
        <extracomment>voiceapp/ui/echo_panel.py</extracomment>
        <translation>もう一度</translation>
    </message>
    <message>
        <source>All but one in twenty are no longer than this</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>20 回に 19 回はこれ以下です</translation>
    </message>
    <message>
        <source>Also of mute and connection</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>ミュートと接続も</translation>
    </message>
    <message>
        <source>An answer is under way.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>応答中です。</translation>
    </message>
    <message>
        <source>And let go of it a little before you end.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>キーは話し終わる少し前に離しがちです。</translation>
    </message>
    <message>
        <source>Another answer to the same words</source>
        <extracomment>voiceapp/ui/answer_buttons.py</extracomment>
        <translation>同じ言葉への別の応答</translation>
    </message>
    <message>
        <source>Another server</source>
        <extracomment>voiceapp/ui/settings_whom.py</extracomment>
        <translation>別のサーバー</translation>
    </message>
    <message>
        <source>Another tag</source>
        <extracomment>voiceapp/ui/conversations_tags.py</extracomment>
        <translation>別のタグ</translation>
    </message>
    <message>
        <source>Answer again</source>
        <extracomment>voiceapp/ui/transcript_view.py</extracomment>
        <translation>もう一度応答</translation>
    </message>
    <message>
        <source>Answer time</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>応答時間</translation>
    </message>
    <message>
        <source>Answer time: from the end of your speech to the first sound of the answer, last turn.</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>応答時間: 直近のやり取りで、話し終えてから応答の音が出るまでの時間。</translation>
    </message>
    <message>
        <source>Answers</source>
        <extracomment>voiceapp/ui/settings_session.py</extracomment>
        <translation>応答</translation>
    </message>
    <message>
        <source>Answers are</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>応答の形式</translation>
    </message>
    <message>
        <source>Answers fail</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>応答を失敗させる</translation>
    </message>
    <message>
        <source>Answers in</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>応答の言語</translation>
    </message>
    <message>
        <source>Answers in detail</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>応答の詳細</translation>
    </message>
    <message>
        <source>Answers soon</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>すぐに応答</translation>
    </message>
    <message>
        <source>Answers you chose between</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>選び比べた応答</translation>
    </message>
    <message>
        <source>Appearance</source>
        <extracomment>voiceapp/ui/main_menu.py</extracomment>
        <translation>外観</translation>
    </message>
    <message>
        <source>Application</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>アプリケーション</translation>
    </message>
    <message>
        <source>As in the general settings</source>
        <extracomment>voiceapp/ui/settings_persona_row.py</extracomment>
        <translation>全般の設定に従う</translation>
    </message>
    <message>
        <source>As it finds fit</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>おまかせ</translation>
    </message>
    <message>
        <source>As the system</source>
        <extracomment>voiceapp/ui/main_menu.py</extracomment>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>As you want to read it in the menu and at the top of the window.</source>
        <extracomment>voiceapp/ui/settings_persona_page.py</extracomment>
        <translation>メニューとウィンドウの上部に表示される名前です。</translation>
    </message>
    <message>
        <source>Ask a spoken question, at the usual cost</source>
        <extracomment>voiceapp/ui/settings_check.py</extracomment>
        <translation>音声で質問する (通常の料金がかかります)</translation>
    </message>
    <message>
        <source>Ask: %1</source>
        <extracomment>voiceapp/ui/empty_state.py</extracomment>
        <translation>質問: %1</translation>
    </message>
    <message>
        <source>Asking for %1…</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>%1 を要求しています…</translation>
    </message>
    <message>
        <source>Assistant</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>アシスタント</translation>
    </message>
    <message>
        <source>At once</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>すぐに</translation>
    </message>
    <message>
        <source>At that time: %1</source>
        <extracomment>voiceapp/ui/replay_window.py</extracomment>
        <translation>この時点: %1</translation>
    </message>
    <message>
        <source>Attention</source>
        <extracomment>voiceapp/ui/banner.py</extracomment>
        <translation>注意</translation>
    </message>
    <message>
        <source>Automatic</source>
        <extracomment>voiceapp/ui/duplex_menu.py</extracomment>
        <translation>自動</translation>
    </message>
    <message>
        <source>Automatic (now: %1)</source>
        <extracomment>voiceapp/ui/duplex_menu.py</extracomment>
        <translation>自動 (現在: %1)</translation>
    </message>
    <message>
        <source>Azure OpenAI</source>
        <extracomment>voiceapp/ui/settings_whom.py</extracomment>
        <translation>Azure OpenAI</translation>
    </message>
    <message>
        <source>Azure&apos;s own for development</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>Azure の開発用</translation>
    </message>
    <message>
        <source>Back</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Back to %1</source>
        <extracomment>voiceapp/ui/settings_key_line.py</extracomment>
        <translation>%1 に戻す</translation>
    </message>
    <message>
        <source>Back to the large window</source>
        <extracomment>voiceapp/ui/mini_window.py</extracomment>
        <translation>大きいウィンドウに戻る</translation>
    </message>
    <message>
        <source>Back to the live conversation (Esc)</source>
        <extracomment>voiceapp/ui/conversations_reader.py</extracomment>
        <translation>進行中の会話に戻る (Esc)</translation>
    </message>
    <message>
        <source>Be quiet for five seconds</source>
        <extracomment>voiceapp/ui/echo_panel.py</extracomment>
        <translation>5 秒間、静かにしてください</translation>
    </message>
    <message>
        <source>Begin</source>
        <extracomment>voiceapp/ui/echo_panel.py</extracomment>
        <translation>開始</translation>
    </message>
    <message>
        <source>Both</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>両方</translation>
    </message>
    <message>
        <source>Brief answers</source>
        <extracomment>voiceapp/ui/settings_persona_templates.py</extracomment>
        <translation>短い応答</translation>
    </message>
    <message>
        <source>Bring back the last message</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>前のメッセージを呼び出す</translation>
    </message>
    <message>
        <source>By a silence, or when what you said sounds complete.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>無音で判断するか、話した内容のまとまりで判断します。</translation>
    </message>
    <message>
        <source>Cached tokens are a part of the input and cost less. Unheard is sound that was generated and never reached your ear. The cost is that of the answers by the price file; what you are billed may differ.</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>キャッシュされたトークンは入力の一部で、料金が安くなります。「未再生」は、生成されたものの耳に届かなかった音声です。費用は料金表による応答の費用で、実際の請求額とは異なる場合があります。</translation>
    </message>
    <message>
        <source>Can you hear each other?</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>お互いの声は聞こえますか？</translation>
    </message>
    <message>
        <source>Cancel</source>
        <extracomment>voiceapp/ui/settings_key_entry.py</extracomment>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Cancel (Esc)</source>
        <extracomment>voiceapp/ui/settings_key_entry.py</extracomment>
        <translation>キャンセル (Esc)</translation>
    </message>
    <message>
        <source>Captions</source>
        <extracomment>voiceapp/ui/main_menu.py</extracomment>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Captions on the whole screen</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>字幕を全画面で表示</translation>
    </message>
    <message>
        <source>Captions — voiceapp</source>
        <extracomment>voiceapp/ui/captions.py</extracomment>
        <translation>字幕 — voiceapp</translation>
    </message>
    <message>
        <source>Captions: what is said, in large letters</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>字幕: 話した内容を大きな文字で表示</translation>
    </message>
    <message>
        <source>Cautious: a clear voice opens the microphone. Where some echo remains.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>慎重: はっきりした声のときだけマイクを通します。エコーが少し残る場合に。</translation>
    </message>
    <message>
        <source>Check</source>
        <extracomment>voiceapp/ui/settings_check.py</extracomment>
        <translation>確認</translation>
    </message>
    <message>
        <source>Check for echo…</source>
        <extracomment>voiceapp/ui/duplex_menu.py</extracomment>
        <translation>エコーチェック…</translation>
    </message>
    <message>
        <source>Check of the connection</source>
        <extracomment>voiceapp/ui/settings_check.py</extracomment>
        <translation>接続の確認</translation>
    </message>
    <message>
        <source>Check the echo…</source>
        <extracomment>voiceapp/ui/settings_echo.py</extracomment>
        <translation>エコーチェック…</translation>
    </message>
    <message>
        <source>Checking…</source>
        <extracomment>voiceapp/ui/settings_check.py</extracomment>
        <translation>確認しています…</translation>
    </message>
    <message>
        <source>Choose a folder for the files</source>
        <extracomment>voiceapp/ui/save_panel.py</extracomment>
        <translation>ファイルの保存先フォルダーを選択</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <extracomment>voiceapp/ui/settings_folder.py</extracomment>
        <translation>フォルダーを選ぶ…</translation>
    </message>
    <message>
        <source>Choose a key</source>
        <extracomment>voiceapp/ui/hotkey_field.py</extracomment>
        <translation>キーを選ぶ</translation>
    </message>
    <message>
        <source>Choose an event to see its text</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>イベントを選ぶと内容が表示されます</translation>
    </message>
    <message>
        <source>Chosen by the program, from the echo it measures.</source>
        <extracomment>voiceapp/ui/status_bar.py</extracomment>
        <translation>エコーの測定結果から自動で選ばれています。</translation>
    </message>
    <message>
        <source>Chosen by you.</source>
        <extracomment>voiceapp/ui/status_bar.py</extracomment>
        <translation>自分で選んだ設定です。</translation>
    </message>
    <message>
        <source>Clear</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>消去</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <extracomment>voiceapp/ui/settings_side.py</extracomment>
        <translation>検索を消去</translation>
    </message>
    <message>
        <source>Clipping</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>音割れ</translation>
    </message>
    <message>
        <source>Clock</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>時計</translation>
    </message>
    <message>
        <source>Close</source>
        <extracomment>voiceapp/ui/replay_bar.py</extracomment>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <extracomment>voiceapp/ui/find_bar.py</extracomment>
        <translation>閉じる (Esc)</translation>
    </message>
    <message>
        <source>Close the mini window</source>
        <extracomment>voiceapp/ui/mini_window.py</extracomment>
        <translation>ミニウィンドウを閉じる</translation>
    </message>
    <message>
        <source>Close the recording</source>
        <extracomment>voiceapp/ui/replay_bar.py</extracomment>
        <translation>録音を閉じる</translation>
    </message>
    <message>
        <source>Close what is open</source>
        <extracomment>voiceapp/ui/replay_keys.py</extracomment>
        <translation>開いているものを閉じる</translation>
    </message>
    <message>
        <source>Close, as in a headset</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>近い (ヘッドセットなど)</translation>
    </message>
    <message>
        <source>Closing leaves it in the tray</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>閉じてもトレイに残す</translation>
    </message>
    <message>
        <source>Colours</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>色</translation>
    </message>
    <message>
        <source>Connect again</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>再接続</translation>
    </message>
    <message>
        <source>Connect now</source>
        <extracomment>voiceapp/ui/settings_connect.py</extracomment>
        <translation>今すぐ接続</translation>
    </message>
    <message>
        <source>Connecting</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>接続中</translation>
    </message>
    <message>
        <source>Connection</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>接続</translation>
    </message>
    <message>
        <source>Connection in force</source>
        <extracomment>voiceapp/ui/settings_connect.py</extracomment>
        <translation>現在の接続</translation>
    </message>
    <message>
        <source>Content of the file</source>
        <extracomment>voiceapp/ui/bundle_panel.py</extracomment>
        <translation>ファイルの内容</translation>
    </message>
    <message>
        <source>Context</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>コンテキスト</translation>
    </message>
    <message>
        <source>Context: how much of what the model can read the conversation fills. When it is full the oldest part goes.</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>コンテキスト: モデルの読める量のうち、会話が占める割合。いっぱいになると最も古い部分から失われます。</translation>
    </message>
    <message>
        <source>Continue</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>再開</translation>
    </message>
    <message>
        <source>Continue by voice</source>
        <extracomment>voiceapp/ui/conversations_reader.py</extracomment>
        <translation>声で続ける</translation>
    </message>
    <message>
        <source>Conversation</source>
        <extracomment>voiceapp/ui/conversations_menu.py</extracomment>
        <translation>会話</translation>
    </message>
    <message>
        <source>Conversations</source>
        <extracomment>voiceapp/ui/top_bar.py</extracomment>
        <translation>会話</translation>
    </message>
    <message>
        <source>Conversations (chat)</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>会話 (チャット)</translation>
    </message>
    <message>
        <source>Copy</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Copy all</source>
        <extracomment>voiceapp/ui/settings_check.py</extracomment>
        <translation>すべてコピー</translation>
    </message>
    <message>
        <source>Copy details</source>
        <extracomment>voiceapp/ui/transcript_view.py</extracomment>
        <translation>詳細をコピー</translation>
    </message>
    <message>
        <source>Copy the chosen event</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>選んだイベントをコピー</translation>
    </message>
    <message>
        <source>Copy the chosen rows</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>選んだ行をコピー</translation>
    </message>
    <message>
        <source>Copy this message and its details</source>
        <extracomment>voiceapp/ui/banner.py</extracomment>
        <translation>このメッセージと詳細をコピー</translation>
    </message>
    <message>
        <source>Cost</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>費用</translation>
    </message>
    <message>
        <source>Cut in at any moment</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>いつでも割り込み可</translation>
    </message>
    <message>
        <source>Cut in whenever you like: the answer stops, and only what you heard counts.</source>
        <extracomment>voiceapp/ui/empty_state.py</extracomment>
        <translation>いつでも割り込めます。応答は止まり、実際に聞いた部分だけが会話に残ります。</translation>
    </message>
    <message>
        <source>Dark</source>
        <extracomment>voiceapp/ui/main_menu.py</extracomment>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>Dark or light</source>
        <extracomment>voiceapp/ui/recording_top.py</extracomment>
        <translation>ダークとライトの切り替え</translation>
    </message>
    <message>
        <source>Dates and numbers follow it. What you say, and the answers, have settings of their own.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>日付と数値もこれに従います。話す言語と応答の言語は、別に設定します。</translation>
    </message>
    <message>
        <source>Delete</source>
        <extracomment>voiceapp/ui/conversations_deletion.py</extracomment>
        <translation>削除</translation>
    </message>
    <message>
        <source>Delete %1 conversations for good?</source>
        <extracomment>voiceapp/ui/conversations_deletion.py</extracomment>
        <translation>%1 件の会話を完全に削除しますか？</translation>
    </message>
    <message>
        <source>Delete %1 conversations…</source>
        <extracomment>voiceapp/ui/conversations_menu.py</extracomment>
        <translation>%1 件の会話を削除…</translation>
    </message>
    <message>
        <source>Delete all</source>
        <extracomment>voiceapp/ui/conversations_deletion.py</extracomment>
        <translation>すべて削除</translation>
    </message>
    <message>
        <source>Delete all kept conversations for good?</source>
        <extracomment>voiceapp/ui/conversations_deletion.py</extracomment>
        <translation>保存した会話をすべて完全に削除しますか？</translation>
    </message>
    <message>
        <source>Delete all…</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>すべて削除…</translation>
    </message>
    <message>
        <source>Delete every one</source>
        <extracomment>voiceapp/ui/conversations_deletion.py</extracomment>
        <translation>1 件残らず削除</translation>
    </message>
    <message>
        <source>Delete “%1” for good?</source>
        <extracomment>voiceapp/ui/conversations_deletion.py</extracomment>
        <translation>「%1」を完全に削除しますか？</translation>
    </message>
    <message>
        <source>Delete…</source>
        <extracomment>voiceapp/ui/conversations_menu.py</extracomment>
        <translation>削除…</translation>
    </message>
    <message>
        <source>Deleting for good…</source>
        <extracomment>voiceapp/ui/conversations_ask.py</extracomment>
        <translation>完全に削除しています…</translation>
    </message>
    <message>
        <source>Deployment</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>デプロイ</translation>
    </message>
    <message>
        <source>Details</source>
        <extracomment>voiceapp/ui/transcript_layout.py</extracomment>
        <translation>詳細</translation>
    </message>
    <message>
        <source>Details available</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>詳細あり</translation>
    </message>
    <message>
        <source>Devices</source>
        <extracomment>voiceapp/ui/device_notice.py</extracomment>
        <translation>デバイス</translation>
    </message>
    <message>
        <source>Direction</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>方向</translation>
    </message>
    <message>
        <source>Discard</source>
        <extracomment>voiceapp/ui/recovered_line.py</extracomment>
        <translation>破棄</translation>
    </message>
    <message>
        <source>Do not recommend this again</source>
        <extracomment>voiceapp/ui/reader_line.py</extracomment>
        <translation>今後すすめない</translation>
    </message>
    <message>
        <source>Do not show this again</source>
        <extracomment>voiceapp/ui/notice_line.py</extracomment>
        <translation>今後表示しない</translation>
    </message>
    <message>
        <source>Does it work?</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>動作の確認</translation>
    </message>
    <message>
        <source>Does the microphone hear the loudspeaker?</source>
        <extracomment>voiceapp/ui/echo_panel.py</extracomment>
        <translation>マイクにスピーカーの音が入っていますか？</translation>
    </message>
    <message>
        <source>Done</source>
        <extracomment>voiceapp/ui/conversations_tags.py</extracomment>
        <translation>完了</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <extracomment>voiceapp/ui/settings_persona_list.py</extracomment>
        <translation>複製</translation>
    </message>
    <message>
        <source>Eager</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>積極的</translation>
    </message>
    <message>
        <source>Eagerness</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>応答の早さ</translation>
    </message>
    <message>
        <source>Echo</source>
        <extracomment>voiceapp/ui/settings_echo.py</extracomment>
        <translation>エコー</translation>
    </message>
    <message>
        <source>Echo cancellation</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>エコーキャンセル</translation>
    </message>
    <message>
        <source>Echo check</source>
        <extracomment>voiceapp/ui/echo_panel.py</extracomment>
        <translation>エコーチェック</translation>
    </message>
    <message>
        <source>Echo: how much of the loudspeaker is taken out of the microphone.</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>エコー: マイクに入ったスピーカーの音をどれだけ除去しているか。</translation>
    </message>
    <message>
        <source>Empty for the current protocol; a date that ends in -preview for Azure&apos;s older one.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>空欄なら現行のプロトコル、末尾が -preview の日付なら Azure の旧プロトコルを使います。</translation>
    </message>
    <message>
        <source>End a conversation at</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>会話を終了する費用</translation>
    </message>
    <message>
        <source>End talking</source>
        <extracomment>voiceapp/ui/tray_menu.py</extracomment>
        <translation>発話を終える</translation>
    </message>
    <message>
        <source>Enter opens, F2 renames, Delete deletes</source>
        <extracomment>voiceapp/ui/conversations_list.py</extracomment>
        <translation>Enter で開く、F2 で名前の変更、Delete で削除</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter makes a new line, Up brings back the last</source>
        <extracomment>voiceapp/ui/message_box.py</extracomment>
        <translation>Enter で送信、Shift+Enter で改行、↑ で前のメッセージを呼び出します</translation>
    </message>
    <message>
        <source>Errors</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>エラー</translation>
    </message>
    <message>
        <source>Errors the service reported.</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>サービスが報告したエラー。</translation>
    </message>
    <message>
        <source>Esc keeps it as it was.</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>Esc で元のままにします。</translation>
    </message>
    <message>
        <source>Event</source>
        <extracomment>voiceapp/ui/wire_model.py</extracomment>
        <translation>イベント</translation>
    </message>
    <message>
        <source>Events</source>
        <extracomment>voiceapp/ui/inspector.py</extracomment>
        <translation>イベント</translation>
    </message>
    <message>
        <source>Events this program does not know.</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>このプログラムが知らないイベント。</translation>
    </message>
    <message>
        <source>Every sound</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>すべての音</translation>
    </message>
    <message>
        <source>Every step from the address to a spoken answer, what is wrong, and what to do about it.</source>
        <extracomment>voiceapp/ui/settings_check.py</extracomment>
        <translation>アドレスから音声の応答まで、すべての段階を確認し、問題とその対処を示します。</translation>
    </message>
    <message>
        <source>Everything can be found again in the settings (Esc)</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>すべて、あとから設定で変更できます (Esc)</translation>
    </message>
    <message>
        <source>Everything that is needed works.</source>
        <extracomment>voiceapp/ui/settings_check.py</extracomment>
        <translation>必要なものはすべて動作しています。</translation>
    </message>
    <message>
        <source>Expected %1.</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>想定の根拠: %1。</translation>
    </message>
    <message>
        <source>Export %1 conversations</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>%1 件の会話を書き出す</translation>
    </message>
    <message>
        <source>Export “%1”</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>「%1」を書き出す</translation>
    </message>
    <message>
        <source>Export…</source>
        <extracomment>voiceapp/ui/conversations_menu.py</extracomment>
        <translation>書き出す…</translation>
    </message>
    <message>
        <source>Far, as in a room</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>遠い (室内など)</translation>
    </message>
    <message>
        <source>Fast</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>速い</translation>
    </message>
    <message>
        <source>Faster</source>
        <extracomment>voiceapp/ui/replay_keys.py</extracomment>
        <translation>速く</translation>
    </message>
    <message>
        <source>Files of the report</source>
        <extracomment>voiceapp/ui/bundle_panel.py</extracomment>
        <translation>レポートのファイル</translation>
    </message>
    <message>
        <source>Fill the whole screen</source>
        <extracomment>voiceapp/ui/captions.py</extracomment>
        <translation>全画面にする</translation>
    </message>
    <message>
        <source>Filter events</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>イベントを絞り込む</translation>
    </message>
    <message>
        <source>Filter events by name or text</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>名前または内容でイベントを絞り込む</translation>
    </message>
    <message>
        <source>Find</source>
        <extracomment>voiceapp/ui/top_bar.py</extracomment>
        <translation>検索</translation>
    </message>
    <message>
        <source>Find in the transcript</source>
        <extracomment>voiceapp/ui/top_bar.py</extracomment>
        <translation>会話ログを検索</translation>
    </message>
    <message>
        <source>Five seconds back</source>
        <extracomment>voiceapp/ui/replay_keys.py</extracomment>
        <translation>5 秒戻る</translation>
    </message>
    <message>
        <source>Five seconds on</source>
        <extracomment>voiceapp/ui/replay_keys.py</extracomment>
        <translation>5 秒進む</translation>
    </message>
    <message>
        <source>Followed at once. After the first answer, another voice means a new session.</source>
        <extracomment>voiceapp/ui/settings_persona_page.py</extracomment>
        <translation>すぐに反映されます。最初の応答のあとで声を変えると、新しいセッションになります。</translation>
    </message>
    <message>
        <source>Forget these events</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>これらのイベントを消去</translation>
    </message>
    <message>
        <source>Format</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>形式</translation>
    </message>
    <message>
        <source>From 0 to 1, of what it can remember.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>覚えられる量に対する割合 (0～1)。</translation>
    </message>
    <message>
        <source>From the end of your speech to the first sound of the answer.</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>話し終えてから応答の音が出るまで。</translation>
    </message>
    <message>
        <source>From the next start on.</source>
        <extracomment>voiceapp/ui/settings_row.py</extracomment>
        <translation>次回の起動から有効になります。</translation>
    </message>
    <message>
        <source>From the reason to stop to the last sound heard.</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>停止のきっかけから最後の音が聞こえるまで。</translation>
    </message>
    <message>
        <source>Full duplex: the microphone is always open. For headphones and little echo.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>全二重: マイクは常に有効です。ヘッドホンなど、エコーの少ない環境に。</translation>
    </message>
    <message>
        <source>Functions</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>関数</translation>
    </message>
    <message>
        <source>Glitches: %1 times the answer had to wait for sound in the middle, %2 times sound of the microphone was lost, %3 times you were too loud for it.</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>音切れ: 応答の途中で音声を待った回数 %1、マイクの音声が失われた回数 %2、声が大きすぎた回数 %3。</translation>
    </message>
    <message>
        <source>Go on with this conversation: the assistant is told what was said and heard</source>
        <extracomment>voiceapp/ui/conversations_reader.py</extracomment>
        <translation>この会話を続けます。話した内容と聞いた内容がアシスタントに伝わります</translation>
    </message>
    <message>
        <source>Go to the message box</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>メッセージ欄へ移動</translation>
    </message>
    <message>
        <source>Half are no longer than this</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>半数はこれ以下です</translation>
    </message>
    <message>
        <source>Half duplex: the microphone is closed; Space, Esc and typing cut in. For a loud echo.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>半二重: 応答中はマイクを閉じます。Space、Esc、文字入力で割り込みます。エコーの大きい環境に。</translation>
    </message>
    <message>
        <source>Hands free</source>
        <extracomment>voiceapp/ui/talk_area.py</extracomment>
        <translation>ハンズフリー</translation>
    </message>
    <message>
        <source>Hands free or push to talk</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>ハンズフリーとプッシュトゥトークの切り替え</translation>
    </message>
    <message>
        <source>Hands free: just speak; pauses end your turn</source>
        <extracomment>voiceapp/ui/talk_area.py</extracomment>
        <translation>ハンズフリー: そのまま話すだけ。間が空くと発話が終わります</translation>
    </message>
    <message>
        <source>Heard error</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>聞き取り位置の誤差</translation>
    </message>
    <message>
        <source>Heard error: how far the account of what you heard can be off, by the loudspeaker&apos;s clock.</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>聞き取り位置の誤差: スピーカーの時計による、どこまで聞こえたかの記録のずれの上限。</translation>
    </message>
    <message>
        <source>Heard on this computer only; nothing is sent.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>このコンピューターの中だけで聞いています。何も送信していません。</translation>
    </message>
    <message>
        <source>Held</source>
        <extracomment>voiceapp/ui/talk_button.py</extracomment>
        <translation>押しています</translation>
    </message>
    <message>
        <source>Held while you speak</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>話す間押す</translation>
    </message>
    <message>
        <source>Held, or tapped twice to lock</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>押す、または 2 回押して固定</translation>
    </message>
    <message>
        <source>Hide details</source>
        <extracomment>voiceapp/ui/transcript_view.py</extracomment>
        <translation>詳細を隠す</translation>
    </message>
    <message>
        <source>Hide window</source>
        <extracomment>voiceapp/ui/tray_menu.py</extracomment>
        <translation>ウィンドウを隠す</translation>
    </message>
    <message>
        <source>High contrast</source>
        <extracomment>voiceapp/ui/main_menu.py</extracomment>
        <translation>ハイコントラスト</translation>
    </message>
    <message>
        <source>Hold Space or just speak</source>
        <extracomment>voiceapp/ui/empty_state.py</extracomment>
        <translation>Space を押すか、そのまま話してください</translation>
    </message>
    <message>
        <source>Hold Space or the mouse button while you talk. A screen reader&apos;s press starts and stops.</source>
        <extracomment>voiceapp/ui/talk_button.py</extracomment>
        <translation>話す間、Space またはマウスのボタンを押し続けます。スクリーンリーダーでは、1 回押すと始まり、もう 1 回押すと終わります。</translation>
    </message>
    <message>
        <source>Hold Space to talk</source>
        <extracomment>voiceapp/ui/empty_state.py</extracomment>
        <translation>Space を押して話してください</translation>
    </message>
    <message>
        <source>Hold this button or Space while you talk</source>
        <extracomment>voiceapp/ui/talk_button.py</extracomment>
        <translation>話す間、このボタンか Space を押し続けます</translation>
    </message>
    <message>
        <source>Hold to talk</source>
        <extracomment>voiceapp/ui/talk_button.py</extracomment>
        <translation>押して話す</translation>
    </message>
    <message>
        <source>How far the account of what you heard can be off: the unevenness of the loudspeaker&apos;s clock, and the millisecond of the wire. A wireless link that hides its delay is not in it.</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>どこまで聞こえたかの記録のずれの上限。スピーカーの時計の揺らぎと、通信の 1 ミリ秒単位によるものです。無線機器の隠れた遅延は含みません。</translation>
    </message>
    <message>
        <source>How fast the voice speaks; 1 is as usual.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>話す速さ。1 が標準です。</translation>
    </message>
    <message>
        <source>How freely answers are worded, from 0.6 to 1.2. Only the preview protocol has it.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>言い回しの自由度 (0.6～1.2)。旧プロトコルのみ有効です。</translation>
    </message>
    <message>
        <source>How late the sound of an answer came at worst, against playing it from its first piece (RFC 5481): with that much in hand it would not have stopped once.</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>最初の断片から再生した場合に、応答の音声が最も遅れた時間 (RFC 5481)。これだけの余裕があれば、一度も途切れません。</translation>
    </message>
    <message>
        <source>How long you are silent before your turn is over.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>発話の終わりとみなすまでの無音の長さ。</translation>
    </message>
    <message>
        <source>How long you must speak to interrupt an answer, so that a cough does not.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>応答への割り込みとみなす発話の長さ。せきでは中断されません。</translation>
    </message>
    <message>
        <source>How loud something must be to be taken for speech; further right where it is noisy.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>発話とみなす音の大きさ。騒がしい場所では右に動かします。</translation>
    </message>
    <message>
        <source>How soon the assistant takes its turn.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>アシスタントがどれだけ早く応答を始めるか。</translation>
    </message>
    <message>
        <source>How the assistant shall behave and speak; empty keeps the service&apos;s own manner.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>アシスタントのふるまいと話し方。空欄ならサービスの標準のままです。</translation>
    </message>
    <message>
        <source>Images</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>画像</translation>
    </message>
    <message>
        <source>In every program</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>どのプログラムでも</translation>
    </message>
    <message>
        <source>In force in this conversation</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>この会話で有効な設定</translation>
    </message>
    <message>
        <source>In force is “%1” from %2, which comes before this.</source>
        <extracomment>voiceapp/ui/settings_row.py</extracomment>
        <translation>現在有効な値は「%1」です。%2 の値が優先されます。</translation>
    </message>
    <message>
        <source>In this conversation: %1 ms usually (p50), %2 ms at worst but one in twenty (p95).</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>この会話では、通常 %1 ミリ秒 (p50)、20 回に 1 回の例外を除いて最長 %2 ミリ秒 (p95)。</translation>
    </message>
    <message>
        <source>In this window</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>このウィンドウ</translation>
    </message>
    <message>
        <source>In tokens, up to 4096; 0 for no limit.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>トークン数 (最大 4096)。0 なら制限なし。</translation>
    </message>
    <message>
        <source>In use: %1</source>
        <extracomment>voiceapp/ui/device_picker.py</extracomment>
        <translation>使用中: %1</translation>
    </message>
    <message>
        <source>In use: %1.</source>
        <extracomment>voiceapp/ui/settings_connect.py</extracomment>
        <translation>使用中: %1。</translation>
    </message>
    <message>
        <source>In writing</source>
        <extracomment>voiceapp/ui/settings_session.py</extracomment>
        <translation>文字起こし</translation>
    </message>
    <message>
        <source>Inspector</source>
        <extracomment>voiceapp/ui/status_bar.py</extracomment>
        <translation>インスペクター</translation>
    </message>
    <message>
        <source>Inspector: events and latency</source>
        <extracomment>voiceapp/ui/status_bar.py</extracomment>
        <translation>インスペクター: イベントと遅延</translation>
    </message>
    <message>
        <source>Instructions</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>指示</translation>
    </message>
    <message>
        <source>Interrupt key</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>割り込みキー</translation>
    </message>
    <message>
        <source>Interruptions</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>割り込み</translation>
    </message>
    <message>
        <source>Interruptions: how often you cut in.</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>割り込み: 応答に割り込んだ回数。</translation>
    </message>
    <message>
        <source>Interviewer</source>
        <extracomment>voiceapp/ui/settings_persona_templates.py</extracomment>
        <translation>面接官</translation>
    </message>
    <message>
        <source>Introduction</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>はじめに</translation>
    </message>
    <message>
        <source>Introduction…</source>
        <extracomment>voiceapp/ui/main_menu.py</extracomment>
        <translation>はじめに…</translation>
    </message>
    <message>
        <source>It has a gap: the disk is too slow.</source>
        <extracomment>voiceapp/ui/record_bar.py</extracomment>
        <translation>ディスクの書き込みが遅いため、欠落があります。</translation>
    </message>
    <message>
        <source>It is not shown, and goes to the keyring only.</source>
        <extracomment>voiceapp/ui/settings_key_entry.py</extracomment>
        <translation>画面には表示されず、キーリングだけに保存されます。</translation>
    </message>
    <message>
        <source>It may ask this computer for date and time.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>このコンピューターに日付と時刻を尋ねてよい。</translation>
    </message>
    <message>
        <source>Its icon, or starting voiceapp again, brings the window back.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>アイコンを押すか、voiceapp をもう一度起動すると、ウィンドウが戻ります。</translation>
    </message>
    <message>
        <source>Its name, such as marin or alloy. After the first answer, another voice means a new session.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>marin や alloy などの名前。最初の応答のあとで変えると、新しいセッションになります。</translation>
    </message>
    <message>
        <source>JSON, for programs (.json)</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>JSON、プログラム用 (.json)</translation>
    </message>
    <message>
        <source>Jitter</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>ジッター</translation>
    </message>
    <message>
        <source>Jitter: how late the sound of the last answer came at worst, against playing it from its first piece.</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>ジッター: 最初の断片から再生した場合に、直近の応答の音声が最も遅れた時間。</translation>
    </message>
    <message>
        <source>Jump to latest</source>
        <extracomment>voiceapp/ui/transcript_view.py</extracomment>
        <translation>最新へ移動</translation>
    </message>
    <message>
        <source>Jump to the latest row</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>最新の行へ移動</translation>
    </message>
    <message>
        <source>Keep</source>
        <extracomment>voiceapp/ui/settings_persona_list.py</extracomment>
        <translation>残す</translation>
    </message>
    <message>
        <source>Keep a key…</source>
        <extracomment>voiceapp/ui/settings_identity.py</extracomment>
        <translation>キーを保存…</translation>
    </message>
    <message>
        <source>Keep above other windows</source>
        <extracomment>voiceapp/ui/captions.py</extracomment>
        <translation>常に手前に表示</translation>
    </message>
    <message>
        <source>Keep conversations</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>会話を保存する</translation>
    </message>
    <message>
        <source>Keep it</source>
        <extracomment>voiceapp/ui/settings_key_entry.py</extracomment>
        <translation>保存</translation>
    </message>
    <message>
        <source>Keep nothing</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>何も保存しない</translation>
    </message>
    <message>
        <source>Keep the table still</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>表の更新を止める</translation>
    </message>
    <message>
        <source>Keep this one</source>
        <extracomment>voiceapp/ui/transcript_view.py</extracomment>
        <translation>これを残す</translation>
    </message>
    <message>
        <source>Keep what is not delivered yet</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>未送信の内容を保持する</translation>
    </message>
    <message>
        <source>Kept conversation</source>
        <extracomment>voiceapp/ui/conversations_reader.py</extracomment>
        <translation>保存した会話</translation>
    </message>
    <message>
        <source>Kept conversations</source>
        <extracomment>voiceapp/ui/top_bar.py</extracomment>
        <translation>保存した会話</translation>
    </message>
    <message>
        <source>Key</source>
        <extracomment>voiceapp/ui/settings_key_entry.py</extracomment>
        <translation>キー</translation>
    </message>
    <message>
        <source>Keys</source>
        <extracomment>voiceapp/ui/status_bar.py</extracomment>
        <translation>キー</translation>
    </message>
    <message>
        <source>Kind of training data</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>学習データの種類</translation>
    </message>
    <message>
        <source>Language</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>話す言語</translation>
    </message>
    <message>
        <source>Language of the conversation</source>
        <extracomment>voiceapp/ui/settings_language.py</extracomment>
        <translation>会話の言語</translation>
    </message>
    <message>
        <source>Language of the windows</source>
        <extracomment>voiceapp/ui/language_menu.py</extracomment>
        <translation>表示言語</translation>
    </message>
    <message>
        <source>Language tutor</source>
        <extracomment>voiceapp/ui/settings_persona_templates.py</extracomment>
        <translation>語学の先生</translation>
    </message>
    <message>
        <source>Languages</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>言語</translation>
    </message>
    <message>
        <source>Larger letters</source>
        <extracomment>voiceapp/ui/captions.py</extracomment>
        <translation>文字を大きく</translation>
    </message>
    <message>
        <source>Larger text</source>
        <extracomment>voiceapp/ui/main_menu.py</extracomment>
        <translation>文字を大きく</translation>
    </message>
    <message>
        <source>Last lines</source>
        <extracomment>voiceapp/ui/captions_view.py</extracomment>
        <translation>最近の発話</translation>
    </message>
    <message>
        <source>Last turn: %1</source>
        <extracomment>voiceapp/ui/waterfall_view.py</extracomment>
        <translation>直近のやり取り: %1</translation>
    </message>
    <message>
        <source>Late sound</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>遅れて届いた音声</translation>
    </message>
    <message>
        <source>Latency</source>
        <extracomment>voiceapp/ui/inspector.py</extracomment>
        <translation>遅延</translation>
    </message>
    <message>
        <source>Latency of each turn</source>
        <extracomment>voiceapp/ui/waterfall_view.py</extracomment>
        <translation>やり取りごとの遅延</translation>
    </message>
    <message>
        <source>Let go to finish</source>
        <extracomment>voiceapp/ui/talk_button.py</extracomment>
        <translation>離すと終了</translation>
    </message>
    <message>
        <source>Let go when you have finished; holding it again stops the answer.</source>
        <extracomment>voiceapp/ui/empty_state.py</extracomment>
        <translation>話し終えたら離してください。もう一度押すと応答が止まります。</translation>
    </message>
    <message>
        <source>Lets you think</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>考える間を待つ</translation>
    </message>
    <message>
        <source>Levels</source>
        <extracomment>voiceapp/ui/settings_meter.py</extracomment>
        <translation>音量レベル</translation>
    </message>
    <message>
        <source>Light</source>
        <extracomment>voiceapp/ui/main_menu.py</extracomment>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>ライトとダーク</translation>
    </message>
    <message>
        <source>List of keys</source>
        <extracomment>voiceapp/ui/status_bar.py</extracomment>
        <translation>キーの一覧</translation>
    </message>
    <message>
        <source>Listening</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>聞き取り中</translation>
    </message>
    <message>
        <source>Live conversation</source>
        <extracomment>voiceapp/ui/conversations_reader.py</extracomment>
        <translation>進行中の会話</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>応答の最大長</translation>
    </message>
    <message>
        <source>Loudspeaker</source>
        <extracomment>voiceapp/ui/device_picker.py</extracomment>
        <translation>スピーカー</translation>
    </message>
    <message>
        <source>Loudspeaker level</source>
        <extracomment>voiceapp/ui/level_meter.py</extracomment>
        <translation>スピーカーのレベル</translation>
    </message>
    <message>
        <source>Mark unheard words</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>聞こえなかった言葉に印を付ける</translation>
    </message>
    <message>
        <source>Markdown (.md)</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>Markdown (.md)</translation>
    </message>
    <message>
        <source>Medium</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>中間</translation>
    </message>
    <message>
        <source>Memory</source>
        <extracomment>voiceapp/ui/settings_session.py</extracomment>
        <translation>記憶</translation>
    </message>
    <message>
        <source>Menu</source>
        <extracomment>voiceapp/ui/top_bar.py</extracomment>
        <translation>メニュー</translation>
    </message>
    <message>
        <source>Message</source>
        <extracomment>voiceapp/ui/toast.py</extracomment>
        <translation>メッセージ</translation>
    </message>
    <message>
        <source>Mic off</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>マイクオフ</translation>
    </message>
    <message>
        <source>Mic open</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>マイク待機</translation>
    </message>
    <message>
        <source>Microphone</source>
        <extracomment>voiceapp/ui/device_picker.py</extracomment>
        <translation>マイク</translation>
    </message>
    <message>
        <source>Microphone &amp; loudspeaker</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>マイクとスピーカー</translation>
    </message>
    <message>
        <source>Microphone level</source>
        <extracomment>voiceapp/ui/level_meter.py</extracomment>
        <translation>マイクのレベル</translation>
    </message>
    <message>
        <source>Microphone: %1</source>
        <extracomment>voiceapp/ui/microphone_state.py</extracomment>
        <translation>マイク: %1</translation>
    </message>
    <message>
        <source>Mini window</source>
        <extracomment>voiceapp/ui/tray_menu.py</extracomment>
        <translation>ミニウィンドウ</translation>
    </message>
    <message>
        <source>Mini window — voiceapp</source>
        <extracomment>voiceapp/ui/mini_window.py</extracomment>
        <translation>ミニウィンドウ — voiceapp</translation>
    </message>
    <message>
        <source>Mini window, above all others, and back</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>常に手前のミニウィンドウとの切り替え</translation>
    </message>
    <message>
        <source>Mistakes in the settings file</source>
        <extracomment>voiceapp/ui/settings_problems.py</extracomment>
        <translation>設定ファイルの誤り</translation>
    </message>
    <message>
        <source>Model</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>モデル</translation>
    </message>
    <message>
        <source>More</source>
        <extracomment>voiceapp/ui/conversations_reader.py</extracomment>
        <translation>その他</translation>
    </message>
    <message>
        <source>More about this</source>
        <extracomment>voiceapp/ui/notice_line.py</extracomment>
        <translation>詳しい説明</translation>
    </message>
    <message>
        <source>Motion</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>動き</translation>
    </message>
    <message>
        <source>Mute</source>
        <extracomment>voiceapp/ui/tray_menu.py</extracomment>
        <translation>ミュート</translation>
    </message>
    <message>
        <source>Mute or unmute the microphone</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>マイクのミュートの切り替え</translation>
    </message>
    <message>
        <source>Mute: nothing you say is sent</source>
        <extracomment>voiceapp/ui/talk_area.py</extracomment>
        <translation>ミュート: 話した内容は送信されません</translation>
    </message>
    <message>
        <source>Muted</source>
        <extracomment>voiceapp/ui/talk_button.py</extracomment>
        <translation>ミュート中</translation>
    </message>
    <message>
        <source>Name</source>
        <extracomment>voiceapp/ui/settings_persona_page.py</extracomment>
        <translation>名前</translation>
    </message>
    <message>
        <source>Never</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>使わない</translation>
    </message>
    <message>
        <source>Never heard</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>未再生</translation>
    </message>
    <message>
        <source>New</source>
        <extracomment>voiceapp/ui/top_bar.py</extracomment>
        <translation>新規</translation>
    </message>
    <message>
        <source>New conversation</source>
        <extracomment>voiceapp/ui/tray_menu.py</extracomment>
        <translation>新しい会話</translation>
    </message>
    <message>
        <source>New line in the message</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>メッセージの改行</translation>
    </message>
    <message>
        <source>New persona</source>
        <extracomment>voiceapp/ui/settings_personas.py</extracomment>
        <translation>新しいペルソナ</translation>
    </message>
    <message>
        <source>Newer</source>
        <extracomment>voiceapp/ui/find_bar.py</extracomment>
        <translation>次の新しい箇所</translation>
    </message>
    <message>
        <source>Newer (Shift+Enter)</source>
        <extracomment>voiceapp/ui/find_bar.py</extracomment>
        <translation>次の新しい箇所 (Shift+Enter)</translation>
    </message>
    <message>
        <source>Next</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>次へ</translation>
    </message>
    <message>
        <source>Next newer place</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>次の新しい箇所</translation>
    </message>
    <message>
        <source>Next older place</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>次の古い箇所</translation>
    </message>
    <message>
        <source>Next turn</source>
        <extracomment>voiceapp/ui/replay_bar.py</extracomment>
        <translation>次の発話</translation>
    </message>
    <message>
        <source>No</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>しない</translation>
    </message>
    <message>
        <source>No account, no network; nothing leaves this computer. It knows little, and English only.</source>
        <extracomment>voiceapp/ui/settings_whom.py</extracomment>
        <translation>アカウントもネットワークも不要で、データはこのコンピューターから出ません。できることは限られ、英語のみに対応しています。</translation>
    </message>
    <message>
        <source>No conversation is kept.</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>保存された会話はありません。</translation>
    </message>
    <message>
        <source>No device is open; nothing is heard.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>デバイスは開いていません。何も聞いていません。</translation>
    </message>
    <message>
        <source>No key</source>
        <extracomment>voiceapp/ui/settings_key_field.py</extracomment>
        <translation>キーなし</translation>
    </message>
    <message>
        <source>No loudspeaker found</source>
        <extracomment>voiceapp/ui/settings_row.py</extracomment>
        <translation>スピーカーなし</translation>
    </message>
    <message>
        <source>No microphone found</source>
        <extracomment>voiceapp/ui/settings_row.py</extracomment>
        <translation>マイクなし</translation>
    </message>
    <message>
        <source>No setting is called “%1”.</source>
        <extracomment>voiceapp/ui/settings_window.py</extracomment>
        <translation>「%1」という設定はありません。</translation>
    </message>
    <message>
        <source>No talk key</source>
        <extracomment>voiceapp/ui/settings_talk_key.py</extracomment>
        <translation>トークキーなし</translation>
    </message>
    <message>
        <source>No word and no sound of a conversation reaches the disk, whatever else is set.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>ほかの設定にかかわらず、会話の言葉も音声もディスクに残しません。</translation>
    </message>
    <message>
        <source>No, thanks</source>
        <extracomment>voiceapp/ui/reader_line.py</extracomment>
        <translation>使わない</translation>
    </message>
    <message>
        <source>Noise</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>雑音</translation>
    </message>
    <message>
        <source>Noise reduction</source>
        <extracomment>voiceapp/ui/settings_session.py</extracomment>
        <translation>ノイズ低減</translation>
    </message>
    <message>
        <source>Noise reduction by the service</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>サービスによるノイズ低減</translation>
    </message>
    <message>
        <source>Noise suppression here</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>このコンピューターでのノイズ抑制</translation>
    </message>
    <message>
        <source>None</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>なし</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <extracomment>voiceapp/ui/recovered_line.py</extracomment>
        <translation>未送信</translation>
    </message>
    <message>
        <source>Not everything works. What to do about it is written below.</source>
        <extracomment>voiceapp/ui/settings_check.py</extracomment>
        <translation>動作していないものがあります。対処は下に示しています。</translation>
    </message>
    <message>
        <source>Not found</source>
        <extracomment>voiceapp/ui/find_bar.py</extracomment>
        <translation>見つかりません</translation>
    </message>
    <message>
        <source>Not understood</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>解釈できないイベント</translation>
    </message>
    <message>
        <source>Note</source>
        <extracomment>voiceapp/ui/sign.py</extracomment>
        <translation>注意</translation>
    </message>
    <message>
        <source>Nothing found for “%1”.</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>「%1」は見つかりません。</translation>
    </message>
    <message>
        <source>Nothing has been answered yet.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>まだ応答がありません。</translation>
    </message>
    <message>
        <source>Nothing has been said yet at this point of the recording.</source>
        <extracomment>voiceapp/ui/replay_window.py</extracomment>
        <translation>録音のこの時点では、まだ何も話されていません。</translation>
    </message>
    <message>
        <source>Nothing is kept yet. What is said next will be found here.</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>まだ何も保存されていません。これから話す内容が、ここに表示されます。</translation>
    </message>
    <message>
        <source>Nothing is sent. Read it, save it, and give it to whoever helps you. Words, sound, keys and names were taken out; names of devices are in it.</source>
        <extracomment>voiceapp/ui/bundle_panel.py</extracomment>
        <translation>何も送信しません。内容を確認して保存し、サポートしてくれる人に渡してください。言葉、音声、キー、名前は取り除いてありますが、デバイス名は含まれます。</translation>
    </message>
    <message>
        <source>Nothing new is kept: the settings say that nothing reaches the disk.</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>新しい会話は保存されません。ディスクに何も残さない設定になっています。</translation>
    </message>
    <message>
        <source>Notice</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>お知らせ</translation>
    </message>
    <message>
        <source>Now let go of %1</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>%1 を離してください</translation>
    </message>
    <message>
        <source>Numbers</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>測定値</translation>
    </message>
    <message>
        <source>Numbers of this conversation</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>この会話の測定値</translation>
    </message>
    <message>
        <source>Of no told kind</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>種類不明</translation>
    </message>
    <message>
        <source>Of the talk key</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>トークキーの音</translation>
    </message>
    <message>
        <source>Off</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>オフ</translation>
    </message>
    <message>
        <source>Older</source>
        <extracomment>voiceapp/ui/find_bar.py</extracomment>
        <translation>次の古い箇所</translation>
    </message>
    <message>
        <source>Older (Enter)</source>
        <extracomment>voiceapp/ui/find_bar.py</extracomment>
        <translation>次の古い箇所 (Enter)</translation>
    </message>
    <message>
        <source>On the desktop</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>デスクトップ</translation>
    </message>
    <message>
        <source>Only a clear voice cuts in</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>はっきりした声だけ</translation>
    </message>
    <message>
        <source>Only keys cut in</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>キーのみ</translation>
    </message>
    <message>
        <source>Only longer speech</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>長い発話のみ</translation>
    </message>
    <message>
        <source>Only loud speech</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>大きな声のみ</translation>
    </message>
    <message>
        <source>Only the timing</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>時刻の情報だけ</translation>
    </message>
    <message>
        <source>Only words that were heard; interrupted answers have the weight 0.</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>聞こえた言葉だけを含みます。中断された応答の重みは 0 です。</translation>
    </message>
    <message>
        <source>Open</source>
        <extracomment>voiceapp/ui/conversations_menu.py</extracomment>
        <translation>開く</translation>
    </message>
    <message>
        <source>Open a recording</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>録音を開く</translation>
    </message>
    <message>
        <source>Open a recording: tape.jsonl in its folder</source>
        <extracomment>voiceapp/ui/open_recording.py</extracomment>
        <translation>録音を開く: フォルダー内の tape.jsonl</translation>
    </message>
    <message>
        <source>Open another recording</source>
        <extracomment>voiceapp/ui/replay_keys.py</extracomment>
        <translation>別の録音を開く</translation>
    </message>
    <message>
        <source>Open recordings folder</source>
        <extracomment>voiceapp/ui/record_control.py</extracomment>
        <translation>録音フォルダーを開く</translation>
    </message>
    <message>
        <source>Open recording…</source>
        <extracomment>voiceapp/ui/recording_top.py</extracomment>
        <translation>録音を開く…</translation>
    </message>
    <message>
        <source>Open the file</source>
        <extracomment>voiceapp/ui/settings_problems.py</extracomment>
        <translation>ファイルを開く</translation>
    </message>
    <message>
        <source>Open the recording</source>
        <extracomment>voiceapp/ui/conversations_reader.py</extracomment>
        <translation>録音を開く</translation>
    </message>
    <message>
        <source>Open the recording here</source>
        <extracomment>voiceapp/ui/conversations_transcript.py</extracomment>
        <translation>この位置で録音を開く</translation>
    </message>
    <message>
        <source>OpenAI</source>
        <extracomment>voiceapp/ui/settings_whom.py</extracomment>
        <translation>OpenAI</translation>
    </message>
    <message>
        <source>Other conversations on the same recording lose it: %1.</source>
        <extracomment>voiceapp/ui/conversations_deletion.py</extracomment>
        <translation>同じ録音を使うほかの会話からも録音が失われます: %1。</translation>
    </message>
    <message>
        <source>Otherwise they are left out</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>オフの場合は省きます</translation>
    </message>
    <message>
        <source>Overflows</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>取りこぼし</translation>
    </message>
    <message>
        <source>Pages</source>
        <extracomment>voiceapp/ui/settings_side.py</extracomment>
        <translation>ページ</translation>
    </message>
    <message>
        <source>Pages of the inspector</source>
        <extracomment>voiceapp/ui/inspector.py</extracomment>
        <translation>インスペクターのページ</translation>
    </message>
    <message>
        <source>Pairs of answers of which you kept one; never made from interruptions.</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>2 つの応答から 1 つを選んだ組です。割り込みからは作りません。</translation>
    </message>
    <message>
        <source>Part that is kept</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>残す割合</translation>
    </message>
    <message>
        <source>Paste the key here</source>
        <extracomment>voiceapp/ui/settings_key_entry.py</extracomment>
        <translation>ここにキーを貼り付け</translation>
    </message>
    <message>
        <source>Patient</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>控えめ</translation>
    </message>
    <message>
        <source>Pause</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>一時停止</translation>
    </message>
    <message>
        <source>Pause before it answers</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>応答までの間</translation>
    </message>
    <message>
        <source>Personas</source>
        <extracomment>voiceapp/ui/settings_personas.py</extracomment>
        <translation>ペルソナ</translation>
    </message>
    <message>
        <source>Personas…</source>
        <extracomment>voiceapp/ui/persona_menu.py</extracomment>
        <translation>ペルソナ…</translation>
    </message>
    <message>
        <source>Pieces of answers that came after you had cut in, and were thrown away.</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>割り込んだあとに届き、破棄した応答の断片。</translation>
    </message>
    <message>
        <source>Plain text (.txt)</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>テキスト (.txt)</translation>
    </message>
    <message>
        <source>Play</source>
        <extracomment>voiceapp/ui/replay_bar.py</extracomment>
        <translation>再生</translation>
    </message>
    <message>
        <source>Play five seconds of sound and measure how much comes back.</source>
        <extracomment>voiceapp/ui/duplex_menu.py</extracomment>
        <translation>5 秒間音を再生し、どれだけマイクに戻るかを測定します。</translation>
    </message>
    <message>
        <source>Play from here</source>
        <extracomment>voiceapp/ui/recorded_view.py</extracomment>
        <translation>ここから再生</translation>
    </message>
    <message>
        <source>Play from the chosen row</source>
        <extracomment>voiceapp/ui/replay_keys.py</extracomment>
        <translation>選んだ行から再生</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <extracomment>voiceapp/ui/replay_keys.py</extracomment>
        <translation>再生と一時停止</translation>
    </message>
    <message>
        <source>Position</source>
        <extracomment>voiceapp/ui/mark_slider.py</extracomment>
        <translation>位置</translation>
    </message>
    <message>
        <source>Position and length</source>
        <extracomment>voiceapp/ui/replay_bar.py</extracomment>
        <translation>位置と長さ</translation>
    </message>
    <message>
        <source>Press</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>押す</translation>
    </message>
    <message>
        <source>Press and release %1</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>%1 を押して離してください</translation>
    </message>
    <message>
        <source>Press the button to try it, or to take another key.</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>ボタンを押すと、試したり別のキーを選んだりできます。</translation>
    </message>
    <message>
        <source>Press the key you want to talk with</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>話すときに使うキーを押してください</translation>
    </message>
    <message>
        <source>Press the key…</source>
        <extracomment>voiceapp/ui/hotkey_field.py</extracomment>
        <translation>キーを押してください…</translation>
    </message>
    <message>
        <source>Press this button, then the key you want.</source>
        <extracomment>voiceapp/ui/hotkey_field.py</extracomment>
        <translation>このボタンを押してから、使いたいキーを押します。</translation>
    </message>
    <message>
        <source>Pressed</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>押しました</translation>
    </message>
    <message>
        <source>Pressed to begin and to end</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>押して開始、押して終了</translation>
    </message>
    <message>
        <source>Previous turn</source>
        <extracomment>voiceapp/ui/replay_bar.py</extracomment>
        <translation>前の発話</translation>
    </message>
    <message>
        <source>Privacy</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>プライバシー</translation>
    </message>
    <message>
        <source>Problems: errors the service reported and events this program does not know. See the inspector.</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>問題: サービスが報告したエラーと、このプログラムが知らないイベント。インスペクターで確認できます。</translation>
    </message>
    <message>
        <source>Progress of the echo check</source>
        <extracomment>voiceapp/ui/echo_panel.py</extracomment>
        <translation>エコーチェックの進み具合</translation>
    </message>
    <message>
        <source>Protocol</source>
        <extracomment>voiceapp/ui/settings_session.py</extracomment>
        <translation>プロトコル</translation>
    </message>
    <message>
        <source>Push to talk</source>
        <extracomment>voiceapp/ui/talk_area.py</extracomment>
        <translation>プッシュトゥトーク</translation>
    </message>
    <message>
        <source>Push to talk: heard only while you hold Space or the button</source>
        <extracomment>voiceapp/ui/talk_area.py</extracomment>
        <translation>プッシュトゥトーク: Space かボタンを押している間だけ聞きます</translation>
    </message>
    <message>
        <source>Quit</source>
        <extracomment>voiceapp/ui/tray_menu.py</extracomment>
        <translation>終了</translation>
    </message>
    <message>
        <source>Rate limits</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>レート制限</translation>
    </message>
    <message>
        <source>Reading the recording…</source>
        <extracomment>voiceapp/ui/replay_window.py</extracomment>
        <translation>録音を読み込んでいます…</translation>
    </message>
    <message>
        <source>Reading…</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>読み込んでいます…</translation>
    </message>
    <message>
        <source>Really every one? No word of them can be brought back.</source>
        <extracomment>voiceapp/ui/conversations_deletion.py</extracomment>
        <translation>本当にすべて削除しますか？ 元には戻せません。</translation>
    </message>
    <message>
        <source>Received</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>受信</translation>
    </message>
    <message>
        <source>Recommendation</source>
        <extracomment>voiceapp/ui/reader_line.py</extracomment>
        <translation>おすすめ</translation>
    </message>
    <message>
        <source>Recommended while the assistant speaks: %1.</source>
        <extracomment>voiceapp/ui/echo_panel.py</extracomment>
        <translation>応答中の推奨設定: %1。</translation>
    </message>
    <message>
        <source>Reconnecting</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>再接続中</translation>
    </message>
    <message>
        <source>Record conversations</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>会話を録音する</translation>
    </message>
    <message>
        <source>Record this conversation</source>
        <extracomment>voiceapp/ui/record_control.py</extracomment>
        <translation>この会話を録音</translation>
    </message>
    <message>
        <source>Record this conversation, or stop</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>この会話の録音の開始と停止</translation>
    </message>
    <message>
        <source>Record timing only, no words or sound</source>
        <extracomment>voiceapp/ui/record_control.py</extracomment>
        <translation>時刻だけを記録 (言葉と音声なし)</translation>
    </message>
    <message>
        <source>Recorded as %1</source>
        <extracomment>voiceapp/ui/record_bar.py</extracomment>
        <translation>録音名: %1</translation>
    </message>
    <message>
        <source>Recording</source>
        <extracomment>voiceapp/ui/recording_top.py</extracomment>
        <translation>録音</translation>
    </message>
    <message>
        <source>Recording timing</source>
        <extracomment>voiceapp/ui/record_bar.py</extracomment>
        <translation>時刻のみ記録中</translation>
    </message>
    <message>
        <source>Recording: %1 — voiceapp</source>
        <extracomment>voiceapp/ui/replay_window.py</extracomment>
        <translation>録音: %1 — voiceapp</translation>
    </message>
    <message>
        <source>Recordings (tape.jsonl)</source>
        <extracomment>voiceapp/ui/open_recording.py</extracomment>
        <translation>録音 (tape.jsonl)</translation>
    </message>
    <message>
        <source>Reduced</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>控えめ</translation>
    </message>
    <message>
        <source>Reduced: the cursor does not blink, nothing fades in, and the meters move calmly.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>控えめ: カーソルは点滅せず、フェードもせず、メーターは穏やかに動きます。</translation>
    </message>
    <message>
        <source>Release</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>離す</translation>
    </message>
    <message>
        <source>Released</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>離しました</translation>
    </message>
    <message>
        <source>Remove</source>
        <extracomment>voiceapp/ui/settings_persona_list.py</extracomment>
        <translation>削除</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <extracomment>voiceapp/ui/settings_persona_list.py</extracomment>
        <translation>完全に削除</translation>
    </message>
    <message>
        <source>Remove the key</source>
        <extracomment>voiceapp/ui/settings_identity.py</extracomment>
        <translation>キーを削除</translation>
    </message>
    <message>
        <source>Remove the tag %1</source>
        <extracomment>voiceapp/ui/conversations_tags.py</extracomment>
        <translation>タグ「%1」を外す</translation>
    </message>
    <message>
        <source>Rename</source>
        <extracomment>voiceapp/ui/conversations_menu.py</extracomment>
        <translation>名前を変更</translation>
    </message>
    <message>
        <source>Replay</source>
        <extracomment>voiceapp/ui/replay_bar.py</extracomment>
        <translation>再生</translation>
    </message>
    <message>
        <source>Report a problem</source>
        <extracomment>voiceapp/ui/bundle_panel.py</extracomment>
        <translation>問題の報告</translation>
    </message>
    <message>
        <source>Report a problem…</source>
        <extracomment>voiceapp/ui/main_menu.py</extracomment>
        <translation>問題を報告…</translation>
    </message>
    <message>
        <source>Requests</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>リクエスト</translation>
    </message>
    <message>
        <source>Row</source>
        <extracomment>voiceapp/ui/transcript_view.py</extracomment>
        <translation>行</translation>
    </message>
    <message>
        <source>Rubber duck</source>
        <extracomment>voiceapp/ui/settings_persona_templates.py</extracomment>
        <translation>聞き役</translation>
    </message>
    <message>
        <source>Save as</source>
        <extracomment>voiceapp/ui/save_panel.py</extracomment>
        <translation>名前を付けて保存</translation>
    </message>
    <message>
        <source>Save as WAV…</source>
        <extracomment>voiceapp/ui/recovered_line.py</extracomment>
        <translation>WAV で保存…</translation>
    </message>
    <message>
        <source>Save the report of a problem</source>
        <extracomment>voiceapp/ui/bundle_panel.py</extracomment>
        <translation>問題のレポートを保存</translation>
    </message>
    <message>
        <source>Save what was not delivered</source>
        <extracomment>voiceapp/ui/recovered_line.py</extracomment>
        <translation>未送信の内容を保存</translation>
    </message>
    <message>
        <source>Save…</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Say it, or click to send it as text</source>
        <extracomment>voiceapp/ui/empty_state.py</extracomment>
        <translation>声に出すか、クリックして文字で送信</translation>
    </message>
    <message>
        <source>Say something and watch the first line move. Check the echo before you use loudspeakers.</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>何か話して、上のメーターが動くか確認してください。スピーカーを使う前に、エコーチェックを行ってください。</translation>
    </message>
    <message>
        <source>Search</source>
        <extracomment>voiceapp/ui/settings_side.py</extracomment>
        <translation>検索</translation>
    </message>
    <message>
        <source>Search all settings</source>
        <extracomment>voiceapp/ui/settings_side.py</extracomment>
        <translation>すべての設定を検索</translation>
    </message>
    <message>
        <source>Search the kept conversations</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>保存した会話を検索</translation>
    </message>
    <message>
        <source>Search titles, tags and words</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>タイトル、タグ、言葉を検索</translation>
    </message>
    <message>
        <source>Send</source>
        <extracomment>voiceapp/ui/talk_area.py</extracomment>
        <translation>送信</translation>
    </message>
    <message>
        <source>Send now</source>
        <extracomment>voiceapp/ui/recovered_line.py</extracomment>
        <translation>今すぐ送信</translation>
    </message>
    <message>
        <source>Send the message</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>メッセージを送信</translation>
    </message>
    <message>
        <source>Sending</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>送信中</translation>
    </message>
    <message>
        <source>Sensitivity to sound</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>音への感度</translation>
    </message>
    <message>
        <source>Sent</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>送信</translation>
    </message>
    <message>
        <source>Server</source>
        <extracomment>voiceapp/ui/inspector.py</extracomment>
        <translation>サーバー</translation>
    </message>
    <message>
        <source>Servers differ. What one was found not to know is not asked of it again for 30 days; what is only expected of its kind is tried.</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>サーバーによって機能は異なります。対応していないとわかった機能は 30 日間要求しません。種類から想定しただけの機能は試します。</translation>
    </message>
    <message>
        <source>Set the loudspeaker as loud as usual. Five seconds of sound are played; be quiet meanwhile. An answer that is being spoken is stopped.</source>
        <extracomment>voiceapp/ui/echo_panel.py</extracomment>
        <translation>スピーカーをいつもの音量にしてください。5 秒間音を再生します。その間は静かにしてください。話している応答は止まります。</translation>
    </message>
    <message>
        <source>Settings</source>
        <extracomment>voiceapp/ui/settings_window.py</extracomment>
        <translation>設定</translation>
    </message>
    <message>
        <source>Settings…</source>
        <extracomment>voiceapp/ui/tray_menu.py</extracomment>
        <translation>設定…</translation>
    </message>
    <message>
        <source>Short sounds</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>操作音</translation>
    </message>
    <message>
        <source>Show details</source>
        <extracomment>voiceapp/ui/transcript_view.py</extracomment>
        <translation>詳細を表示</translation>
    </message>
    <message>
        <source>Show the state in the tray</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>トレイに状態を表示</translation>
    </message>
    <message>
        <source>Show what came meanwhile</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>この間に届いたものを表示</translation>
    </message>
    <message>
        <source>Show window</source>
        <extracomment>voiceapp/ui/tray_menu.py</extracomment>
        <translation>ウィンドウを表示</translation>
    </message>
    <message>
        <source>Sign in with the browser…</source>
        <extracomment>voiceapp/ui/settings_identity.py</extracomment>
        <translation>ブラウザーでサインイン…</translation>
    </message>
    <message>
        <source>Sign out</source>
        <extracomment>voiceapp/ui/settings_identity.py</extracomment>
        <translation>サインアウト</translation>
    </message>
    <message>
        <source>Sign-in and key</source>
        <extracomment>voiceapp/ui/settings_identity.py</extracomment>
        <translation>サインインとキー</translation>
    </message>
    <message>
        <source>Size</source>
        <extracomment>voiceapp/ui/wire_model.py</extracomment>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Size of the text</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>文字の大きさ</translation>
    </message>
    <message>
        <source>Skip all</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>すべてスキップ</translation>
    </message>
    <message>
        <source>Slow</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>遅い</translation>
    </message>
    <message>
        <source>Slower</source>
        <extracomment>voiceapp/ui/replay_keys.py</extracomment>
        <translation>遅く</translation>
    </message>
    <message>
        <source>Smaller letters</source>
        <extracomment>voiceapp/ui/captions.py</extracomment>
        <translation>文字を小さく</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <extracomment>voiceapp/ui/main_menu.py</extracomment>
        <translation>文字を小さく</translation>
    </message>
    <message>
        <source>So that first syllables are not lost.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>話し始めの音が欠けないようにします。</translation>
    </message>
    <message>
        <source>Sound</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>音声</translation>
    </message>
    <message>
        <source>Sound (*.wav)</source>
        <extracomment>voiceapp/ui/recovered_line.py</extracomment>
        <translation>音声 (*.wav)</translation>
    </message>
    <message>
        <source>Sound (.wav)</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>音声 (.wav)</translation>
    </message>
    <message>
        <source>Sound kept after the key</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>キーを離したあとの音声</translation>
    </message>
    <message>
        <source>Sound kept before speech</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>発話の前に残す音声</translation>
    </message>
    <message>
        <source>Sound kept before the key</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>キーを押す前の音声</translation>
    </message>
    <message>
        <source>Sound, compressed without loss (.flac)</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>音声、可逆圧縮 (.flac)</translation>
    </message>
    <message>
        <source>Sound, small (.opus)</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>音声、小サイズ (.opus)</translation>
    </message>
    <message>
        <source>Speaking</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>応答中</translation>
    </message>
    <message>
        <source>Speech that cuts in</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>割り込む発話</translation>
    </message>
    <message>
        <source>Speed</source>
        <extracomment>voiceapp/ui/replay_bar.py</extracomment>
        <translation>速度</translation>
    </message>
    <message>
        <source>Spoken</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>音声</translation>
    </message>
    <message>
        <source>Start talking</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>会話を始める</translation>
    </message>
    <message>
        <source>Start without the window</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>ウィンドウなしで起動</translation>
    </message>
    <message>
        <source>State: %1</source>
        <extracomment>voiceapp/ui/state_badge.py</extracomment>
        <translation>状態: %1</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <extracomment>voiceapp/ui/first_run_progress.py</extracomment>
        <translation>ステップ %1 / %2</translation>
    </message>
    <message>
        <source>Stop</source>
        <extracomment>voiceapp/ui/talk_area.py</extracomment>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop recording</source>
        <extracomment>voiceapp/ui/record_control.py</extracomment>
        <translation>録音を停止</translation>
    </message>
    <message>
        <source>Stop the answer</source>
        <extracomment>voiceapp/ui/tray_menu.py</extracomment>
        <translation>応答を停止</translation>
    </message>
    <message>
        <source>Stop the answer; close what is open</source>
        <extracomment>voiceapp/ui/shortcuts.py</extracomment>
        <translation>応答を停止、開いているものを閉じる</translation>
    </message>
    <message>
        <source>Stop the echo check</source>
        <extracomment>voiceapp/ui/echo_panel.py</extracomment>
        <translation>エコーチェックを停止</translation>
    </message>
    <message>
        <source>Stop time</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>停止時間</translation>
    </message>
    <message>
        <source>Stop time: from the reason to stop to the last sound heard, last interruption.</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>停止時間: 直近の割り込みで、停止のきっかけから最後の音が聞こえるまでの時間。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <extracomment>voiceapp/ui/settings_check.py</extracomment>
        <translation>停止しました。</translation>
    </message>
    <message>
        <source>Stops the answer, whatever program you are in.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>どのプログラムを使っていても応答を停止します。</translation>
    </message>
    <message>
        <source>Storyteller</source>
        <extracomment>voiceapp/ui/settings_persona_templates.py</extracomment>
        <translation>語り手</translation>
    </message>
    <message>
        <source>Subtitles, SubRip (.srt)</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>字幕、SubRip (.srt)</translation>
    </message>
    <message>
        <source>Subtitles, WebVTT (.vtt)</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>字幕、WebVTT (.vtt)</translation>
    </message>
    <message>
        <source>Suited to where your microphone is.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>マイクの位置に合わせます。</translation>
    </message>
    <message>
        <source>System default</source>
        <extracomment>voiceapp/ui/device_picker.py</extracomment>
        <translation>システムの既定</translation>
    </message>
    <message>
        <source>Tags of %1 conversations</source>
        <extracomment>voiceapp/ui/conversations_tags.py</extracomment>
        <translation>%1 件の会話のタグ</translation>
    </message>
    <message>
        <source>Tags of “%1”</source>
        <extracomment>voiceapp/ui/conversations_tags.py</extracomment>
        <translation>「%1」のタグ</translation>
    </message>
    <message>
        <source>Tags…</source>
        <extracomment>voiceapp/ui/conversations_menu.py</extracomment>
        <translation>タグ…</translation>
    </message>
    <message>
        <source>Takes steady noise out on this computer. Services do so themselves.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>このコンピューターで定常的な雑音を取り除きます。サービス側でも行われます。</translation>
    </message>
    <message>
        <source>Takes the loudspeaker out of the microphone. Off for a device that does it itself.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>マイクからスピーカーの音を取り除きます。デバイス側で行う場合はオフにします。</translation>
    </message>
    <message>
        <source>Taking turns</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>発話の交代</translation>
    </message>
    <message>
        <source>Talk</source>
        <extracomment>voiceapp/ui/tray_menu.py</extracomment>
        <translation>話す</translation>
    </message>
    <message>
        <source>Talk in %1 too</source>
        <extracomment>voiceapp/ui/settings_language.py</extracomment>
        <translation>会話も%1にする</translation>
    </message>
    <message>
        <source>Talk key</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>トークキー</translation>
    </message>
    <message>
        <source>Talk to</source>
        <extracomment>voiceapp/ui/top_bar.py</extracomment>
        <translation>会話の相手</translation>
    </message>
    <message>
        <source>Talking to %1</source>
        <extracomment>voiceapp/ui/top_bar.py</extracomment>
        <translation>会話の相手: %1</translation>
    </message>
    <message>
        <source>Tell me a joke</source>
        <extracomment>voiceapp/ui/main_window.py</extracomment>
        <translation>ジョークを言って</translation>
    </message>
    <message>
        <source>Tell me a long story</source>
        <extracomment>voiceapp/ui/main_window.py</extracomment>
        <translation>長いお話を聞かせて</translation>
    </message>
    <message>
        <source>Temperature</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>温度 (temperature)</translation>
    </message>
    <message>
        <source>Tenant</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>テナント</translation>
    </message>
    <message>
        <source>Text</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>テキスト</translation>
    </message>
    <message>
        <source>Text and motion</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>文字と動き</translation>
    </message>
    <message>
        <source>Text as large as on the desktop</source>
        <extracomment>voiceapp/ui/main_menu.py</extracomment>
        <translation>文字をデスクトップと同じ大きさに</translation>
    </message>
    <message>
        <source>Text of the event</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>イベントの内容</translation>
    </message>
    <message>
        <source>The assistant</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>アシスタント</translation>
    </message>
    <message>
        <source>The assistant goes on with this answer and forgets the other one.</source>
        <extracomment>voiceapp/ui/answer_buttons.py</extracomment>
        <translation>アシスタントはこの応答で会話を続け、もう一方は忘れます。</translation>
    </message>
    <message>
        <source>The assistant inside this program</source>
        <extracomment>voiceapp/ui/settings_whom.py</extracomment>
        <translation>内蔵アシスタント</translation>
    </message>
    <message>
        <source>The assistant inside this program understands and speaks English only.</source>
        <extracomment>voiceapp/ui/settings_language.py</extracomment>
        <translation>内蔵アシスタントが理解し話せるのは英語だけです。</translation>
    </message>
    <message>
        <source>The assistant inside this program works already; the others can be tried any time.</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>内蔵アシスタントはすでに使えます。ほかの接続先はいつでも試せます。</translation>
    </message>
    <message>
        <source>The assistant is asked for it after its instructions.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>指示のあとに、この言語での応答を求めます。</translation>
    </message>
    <message>
        <source>The assistant, as it is set</source>
        <extracomment>voiceapp/ui/settings_persona_page.py</extracomment>
        <translation>標準のアシスタント</translation>
    </message>
    <message>
        <source>The connection was changed. Connecting begins a new conversation.</source>
        <extracomment>voiceapp/ui/settings_connect.py</extracomment>
        <translation>接続先が変更されました。接続すると新しい会話が始まります。</translation>
    </message>
    <message>
        <source>The conversation does not follow by itself. With the button what you say is written down as %1, and the assistant is asked to answer in it.</source>
        <extracomment>voiceapp/ui/settings_language.py</extracomment>
        <translation>会話の言語は自動では変わりません。ボタンを押すと、話した内容を%1として文字に起こし、アシスタントに%1での応答を求めます。</translation>
    </message>
    <message>
        <source>The conversation so far, one row for each turn</source>
        <extracomment>voiceapp/ui/transcript_view.py</extracomment>
        <translation>これまでの会話。1 回の発話が 1 行です</translation>
    </message>
    <message>
        <source>The desktop may want you to allow it.</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>デスクトップから許可を求められることがあります。</translation>
    </message>
    <message>
        <source>The echo could not be measured</source>
        <extracomment>voiceapp/ui/echo_panel.py</extracomment>
        <translation>エコーを測定できませんでした</translation>
    </message>
    <message>
        <source>The files are being put together…</source>
        <extracomment>voiceapp/ui/bundle_panel.py</extracomment>
        <translation>ファイルをまとめています…</translation>
    </message>
    <message>
        <source>The id of an application of your own to sign in to, if your organisation wants one.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>組織が求める場合に、サインインに使う自前のアプリケーションの ID。</translation>
    </message>
    <message>
        <source>The id or domain of the resource&apos;s tenant; empty for the one you are signed in to.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>リソースのテナントの ID またはドメイン。空欄ならサインイン中のテナントを使います。</translation>
    </message>
    <message>
        <source>The latest</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>最新の値</translation>
    </message>
    <message>
        <source>The loudspeaker “%1” is not connected; until it is, the system&apos;s own is used.</source>
        <extracomment>voiceapp/ui/device_picker.py</extracomment>
        <translation>スピーカー「%1」が未接続です。接続されるまで、システムの既定を使います。</translation>
    </message>
    <message>
        <source>The microphone is listened to on this computer only; nothing is sent.</source>
        <extracomment>voiceapp/ui/echo_panel.py</extracomment>
        <translation>マイクの音声はこのコンピューターの中だけで使い、送信しません。</translation>
    </message>
    <message>
        <source>The microphone “%1” is not connected; until it is, the system&apos;s own is used.</source>
        <extracomment>voiceapp/ui/device_picker.py</extracomment>
        <translation>マイク「%1」が未接続です。接続されるまで、システムの既定を使います。</translation>
    </message>
    <message>
        <source>The model that writes down what you say; empty for nobody.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>話した内容を文字に起こすモデル。空欄なら文字に起こしません。</translation>
    </message>
    <message>
        <source>The model the service says it uses</source>
        <extracomment>voiceapp/ui/top_bar.py</extracomment>
        <translation>サービスが使用しているモデル</translation>
    </message>
    <message>
        <source>The name of the model; empty for the service&apos;s usual one.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>モデルの名前。空欄ならサービスの標準のモデルを使います。</translation>
    </message>
    <message>
        <source>The name you gave the model in your Azure resource.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>Azure リソースでモデルに付けた名前。</translation>
    </message>
    <message>
        <source>The oldest is forgotten</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>最も古い部分を忘れる</translation>
    </message>
    <message>
        <source>The program measures the echo and chooses by itself.</source>
        <extracomment>voiceapp/ui/duplex_menu.py</extracomment>
        <translation>エコーを測定して自動で選びます。</translation>
    </message>
    <message>
        <source>The recorded conversation; Return plays from a row</source>
        <extracomment>voiceapp/ui/recorded_view.py</extracomment>
        <translation>録音された会話。Return でその行から再生します</translation>
    </message>
    <message>
        <source>The resource&apos;s base address, or a whole address pasted from the portal.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>リソースの基本アドレス、またはポータルからコピーしたアドレス全体。</translation>
    </message>
    <message>
        <source>The service notices when you have finished. Otherwise you hold a key while you speak.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>話し終わりをサービスが検知します。オフの場合は、話す間キーを押します。</translation>
    </message>
    <message>
        <source>The session in force</source>
        <extracomment>voiceapp/ui/settings_session.py</extracomment>
        <translation>現在のセッション</translation>
    </message>
    <message>
        <source>The talk key is</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>トークキーの操作</translation>
    </message>
    <message>
        <source>The text follows the size that is set for the whole desktop.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>文字の大きさは、デスクトップ全体の設定に従います。</translation>
    </message>
    <message>
        <source>The word at the cut is an estimate; the time is exact.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>割り込んだ位置の言葉は推定です。時刻は正確です。</translation>
    </message>
    <message>
        <source>Their words stay on this computer, to be searched, exported or continued.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>言葉をこのコンピューターに保存し、検索・書き出し・続きの会話に使えるようにします。</translation>
    </message>
    <message>
        <source>There is no connection: nobody can answer again.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>接続がないため、もう一度応答できません。</translation>
    </message>
    <message>
        <source>There is no session now.</source>
        <extracomment>voiceapp/ui/settings_session.py</extracomment>
        <translation>現在、セッションはありません。</translation>
    </message>
    <message>
        <source>There is none yet. A persona has a name and whatever is to be different with it: instructions, a voice, how long it waits. Begin with an example, or with nothing.</source>
        <extracomment>voiceapp/ui/settings_persona_list.py</extracomment>
        <translation>まだありません。ペルソナには、名前と、指示・声・待ち時間などの異なる設定を付けられます。例から、または空の状態から始められます。</translation>
    </message>
    <message>
        <source>There is sound only of conversations that were recorded.</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>音声があるのは、録音した会話だけです。</translation>
    </message>
    <message>
        <source>They are kept out of what is sent, and are as loud as the system&apos;s volume makes them.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>送信する音声には含まれません。音量はシステムの設定に従います。</translation>
    </message>
    <message>
        <source>Thinking</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>考え中</translation>
    </message>
    <message>
        <source>This answer came by itself.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>この応答は自発的なものです。</translation>
    </message>
    <message>
        <source>This answer was given before the present connection began.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>この応答は、現在の接続より前のものです。</translation>
    </message>
    <message>
        <source>This computer has no font for %1. Install one, such as fonts-noto-cjk.</source>
        <extracomment>voiceapp/ui/settings_language.py</extracomment>
        <translation>このコンピューターには%1のフォントがありません。fonts-noto-cjk などをインストールしてください。</translation>
    </message>
    <message>
        <source>This is a recording, not a live conversation</source>
        <extracomment>voiceapp/ui/recording_top.py</extracomment>
        <translation>これは録音です。進行中の会話ではありません</translation>
    </message>
    <message>
        <source>This is a recording: nothing is sent and nobody listens</source>
        <extracomment>voiceapp/ui/recording_top.py</extracomment>
        <translation>これは録音です。何も送信せず、誰も聞いていません</translation>
    </message>
    <message>
        <source>This service cannot take an answer back.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>このサービスでは応答を取り消せません。</translation>
    </message>
    <message>
        <source>Time</source>
        <extracomment>voiceapp/ui/wire_model.py</extracomment>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Times an answer had to wait for sound in the middle.</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>応答の途中で音声を待った回数。</translation>
    </message>
    <message>
        <source>Times sound of the microphone was lost on the way into the program.</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>マイクの音声がプログラムに届く前に失われた回数。</translation>
    </message>
    <message>
        <source>Times you cut in.</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>割り込んだ回数。</translation>
    </message>
    <message>
        <source>Times you were too loud for the microphone.</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>声がマイクには大きすぎた回数。</translation>
    </message>
    <message>
        <source>Timing only, also of what came before. No words and no sound are kept.</source>
        <extracomment>voiceapp/ui/record_bar.py</extracomment>
        <translation>以前の分も含め、時刻だけを記録します。言葉も音声も残しません。</translation>
    </message>
    <message>
        <source>Timing only, from here on. No words and no sound are kept.</source>
        <extracomment>voiceapp/ui/record_bar.py</extracomment>
        <translation>ここから、時刻だけを記録します。言葉も音声も残しません。</translation>
    </message>
    <message>
        <source>Title of the conversation</source>
        <extracomment>voiceapp/ui/conversations_reader.py</extracomment>
        <translation>会話のタイトル</translation>
    </message>
    <message>
        <source>Today</source>
        <extracomment>voiceapp/ui/conversations_model.py</extracomment>
        <translation>今日</translation>
    </message>
    <message>
        <source>Tokens</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>トークン</translation>
    </message>
    <message>
        <source>Tokens used by this conversation; those in brackets were cached and cost less.</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>この会話で使ったトークン。かっこ内はキャッシュされた分で、料金が安くなります。</translation>
    </message>
    <message>
        <source>Tool</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>ツール</translation>
    </message>
    <message>
        <source>Training data of %1 conversations</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>%1 件の会話の学習データ</translation>
    </message>
    <message>
        <source>Training data of all conversations</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>すべての会話の学習データ</translation>
    </message>
    <message>
        <source>Training data of one conversation</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>1 件の会話の学習データ</translation>
    </message>
    <message>
        <source>Training data of these…</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>これらの学習データ…</translation>
    </message>
    <message>
        <source>Training data…</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>学習データ…</translation>
    </message>
    <message>
        <source>Transcribed</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>文字起こしの時間</translation>
    </message>
    <message>
        <source>Transcript</source>
        <extracomment>voiceapp/ui/transcript_view.py</extracomment>
        <translation>会話ログ</translation>
    </message>
    <message>
        <source>Transcription</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>文字起こし</translation>
    </message>
    <message>
        <source>Try again</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>再試行</translation>
    </message>
    <message>
        <source>Turn</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>やり取り</translation>
    </message>
    <message>
        <source>Turn %1</source>
        <extracomment>voiceapp/ui/waterfall_view.py</extracomment>
        <translation>やり取り %1</translation>
    </message>
    <message>
        <source>Turns</source>
        <extracomment>voiceapp/ui/settings_session.py</extracomment>
        <translation>発話の交代</translation>
    </message>
    <message>
        <source>Type a message to begin</source>
        <extracomment>voiceapp/ui/empty_state.py</extracomment>
        <translation>メッセージを入力して始めてください</translation>
    </message>
    <message>
        <source>Type a message…</source>
        <extracomment>voiceapp/ui/message_box.py</extracomment>
        <translation>メッセージを入力…</translation>
    </message>
    <message>
        <source>Type the address of the service.</source>
        <extracomment>voiceapp/ui/settings_destination.py</extracomment>
        <translation>サービスのアドレスを入力してください。</translation>
    </message>
    <message>
        <source>US$</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>米ドル</translation>
    </message>
    <message>
        <source>Underruns</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>再生の途切れ</translation>
    </message>
    <message>
        <source>Unmute</source>
        <extracomment>voiceapp/ui/talk_area.py</extracomment>
        <translation>ミュートを解除</translation>
    </message>
    <message>
        <source>Usage</source>
        <extracomment>voiceapp/ui/inspector.py</extracomment>
        <translation>使用量</translation>
    </message>
    <message>
        <source>Use it</source>
        <extracomment>voiceapp/ui/echo_panel.py</extracomment>
        <translation>これにする</translation>
    </message>
    <message>
        <source>Use push to talk</source>
        <extracomment>voiceapp/ui/reader_line.py</extracomment>
        <translation>プッシュトゥトークを使う</translation>
    </message>
    <message>
        <source>Use the general setting</source>
        <extracomment>voiceapp/ui/settings_persona_row.py</extracomment>
        <translation>全般の設定を使う</translation>
    </message>
    <message>
        <source>Use the general setting for “%1”</source>
        <extracomment>voiceapp/ui/settings_persona_row.py</extracomment>
        <translation>「%1」は全般の設定を使う</translation>
    </message>
    <message>
        <source>Usual</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>標準</translation>
    </message>
    <message>
        <source>Voice</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>声</translation>
    </message>
    <message>
        <source>Warning</source>
        <extracomment>voiceapp/ui/sign.py</extracomment>
        <translation>警告</translation>
    </message>
    <message>
        <source>What a report would contain</source>
        <extracomment>voiceapp/ui/bundle_panel.py</extracomment>
        <translation>レポートの内容</translation>
    </message>
    <message>
        <source>What can cut in. Automatic follows the echo that is measured.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>何で割り込めるようにするか。「自動」は測定したエコーに従います。</translation>
    </message>
    <message>
        <source>What each of them is like</source>
        <extracomment>voiceapp/ui/settings_persona_page.py</extracomment>
        <translation>それぞれの設定</translation>
    </message>
    <message>
        <source>What is being said, in large letters; the transcript has it for screen readers.</source>
        <extracomment>voiceapp/ui/captions_view.py</extracomment>
        <translation>話している内容を大きな文字で表示します。スクリーンリーダーでは会話ログを利用できます。</translation>
    </message>
    <message>
        <source>What is left of the account&apos;s rate limit. A service may reserve a whole answer&apos;s tokens as one begins.</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>アカウントのレート制限の残り。サービスは、応答の開始時に全体のトークンを確保することがあります。</translation>
    </message>
    <message>
        <source>What is said is not kept. What is kept stays until you delete it.</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>話した内容は保存されません。すでに保存されたものは、削除するまで残ります。</translation>
    </message>
    <message>
        <source>What one conversation may cost, by the price file; 0 for no limit.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>料金表による 1 回の会話の費用の上限。0 なら制限なし。</translation>
    </message>
    <message>
        <source>What reaches the disk</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>ディスクに残すもの</translation>
    </message>
    <message>
        <source>What the answers of this conversation cost, by the price file. See the inspector.</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>料金表による、この会話の応答の費用。インスペクターで確認できます。</translation>
    </message>
    <message>
        <source>What the assistant may use</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>アシスタントが使えるもの</translation>
    </message>
    <message>
        <source>What the server can do</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>サーバーの機能</translation>
    </message>
    <message>
        <source>What this conversation has used</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>この会話の使用量</translation>
    </message>
    <message>
        <source>What time is it?</source>
        <extracomment>voiceapp/ui/main_window.py</extracomment>
        <translation>今、何時ですか？</translation>
    </message>
    <message>
        <source>What you and the assistant say appears here.</source>
        <extracomment>voiceapp/ui/captions_view.py</extracomment>
        <translation>あなたとアシスタントの言葉がここに表示されます。</translation>
    </message>
    <message>
        <source>What you hear</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>聞こえる音</translation>
    </message>
    <message>
        <source>What you say goes to %1, which may process it in another country, and nowhere else; nothing is kept on this computer until you say so here (only what is not delivered yet waits on the disk), and no usage data is ever sent.</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>話した内容は %1 に送られ、別の国で処理されることがありますが、ほかには送られません。ここで選ぶまで、このコンピューターには何も保存されません (未送信の内容だけが一時的にディスクに置かれます)。利用状況のデータが送られることはありません。</translation>
    </message>
    <message>
        <source>What you say is being sent to the assistant.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>話した内容をアシスタントに送信しています。</translation>
    </message>
    <message>
        <source>What you say is written down as %1, and the assistant is asked to answer in it.</source>
        <extracomment>voiceapp/ui/settings_language.py</extracomment>
        <translation>話した内容を%1として文字に起こし、アシスタントに%1での応答を求めています。</translation>
    </message>
    <message>
        <source>What you say stays on this computer; nothing of it is kept until you say so here (only what is not delivered yet waits on the disk), and no usage data is ever sent.</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>話した内容はこのコンピューターから出ません。ここで選ぶまで何も保存されません (未送信の内容だけが一時的にディスクに置かれます)。利用状況のデータが送られることはありません。</translation>
    </message>
    <message>
        <source>What you say waits on the disk until the service has it, in case the program crashes.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>サービスに届くまで、話した内容をディスクに置きます。プログラムの異常終了に備えるためです。</translation>
    </message>
    <message>
        <source>What you say, in writing</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>話した内容の文字起こし</translation>
    </message>
    <message>
        <source>What you speak, as a code such as en or ja; empty lets the service find out.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>話す言語のコード (en、ja など)。空欄ならサービスが判断します。</translation>
    </message>
    <message>
        <source>When it sounds complete</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>話がまとまったとき</translation>
    </message>
    <message>
        <source>When its memory is full</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>記憶がいっぱいのとき</translation>
    </message>
    <message>
        <source>When they help</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>役立つときに使う</translation>
    </message>
    <message>
        <source>Where the desktop has one; GNOME has none.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>トレイのあるデスクトップで使えます。GNOME にはありません。</translation>
    </message>
    <message>
        <source>Where to connect</source>
        <extracomment>voiceapp/ui/settings_whom.py</extracomment>
        <translation>接続先</translation>
    </message>
    <message>
        <source>Whether the assistant may use the functions below.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>アシスタントが下の関数を使ってよいかどうか。</translation>
    </message>
    <message>
        <source>Whether the assistant speaks, or only writes.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>アシスタントが音声で話すか、文字だけで応答するか。</translation>
    </message>
    <message>
        <source>Which events to show</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>表示するイベント</translation>
    </message>
    <message>
        <source>While a key is held</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>キーを押している間</translation>
    </message>
    <message>
        <source>While the assistant speaks</source>
        <extracomment>voiceapp/ui/duplex_menu.py</extracomment>
        <translation>アシスタントが話している間</translation>
    </message>
    <message>
        <source>Who you are</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>認証</translation>
    </message>
    <message>
        <source>Whole screen</source>
        <extracomment>voiceapp/ui/captions.py</extracomment>
        <translation>全画面</translation>
    </message>
    <message>
        <source>Whom do you want to talk to?</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>誰と話しますか？</translation>
    </message>
    <message>
        <source>Whom you talk to</source>
        <extracomment>voiceapp/ui/settings_persona_page.py</extracomment>
        <translation>会話の相手</translation>
    </message>
    <message>
        <source>Wire events</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>通信イベント</translation>
    </message>
    <message>
        <source>With a double tap that locks, the next tap ends your turn.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>2 回押して固定した場合は、次に押すと発話が終わります。</translation>
    </message>
    <message>
        <source>With a key of api.openai.com.</source>
        <extracomment>voiceapp/ui/settings_whom.py</extracomment>
        <translation>api.openai.com のキーで接続します。</translation>
    </message>
    <message>
        <source>With nothing of its own</source>
        <extracomment>voiceapp/ui/settings_persona_list.py</extracomment>
        <translation>独自の設定なし</translation>
    </message>
    <message>
        <source>With words and sound</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>言葉と音声</translation>
    </message>
    <message>
        <source>With words and sound, or only the timing.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>言葉と音声を残すか、時刻の情報だけを残すか。</translation>
    </message>
    <message>
        <source>Without a microphone the conversation goes on in writing.</source>
        <extracomment>voiceapp/ui/empty_state.py</extracomment>
        <translation>マイクがなくても、文字で会話できます。</translation>
    </message>
    <message>
        <source>Without a tray and without a talk key for every program it starts minimised instead.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>トレイも、どのプログラムでも使えるトークキーもない場合は、最小化して起動します。</translation>
    </message>
    <message>
        <source>Words and sound of both of you, also of what was said before.</source>
        <extracomment>voiceapp/ui/record_bar.py</extracomment>
        <translation>双方の言葉と音声を、以前の分も含めて記録しています。</translation>
    </message>
    <message>
        <source>Words and sound of both of you, from here on.</source>
        <extracomment>voiceapp/ui/record_bar.py</extracomment>
        <translation>ここから、双方の言葉と音声を記録しています。</translation>
    </message>
    <message>
        <source>Words are kept, on this computer only.</source>
        <extracomment>voiceapp/ui/conversations_panel.py</extracomment>
        <translation>言葉を、このコンピューターだけに保存しています。</translation>
    </message>
    <message>
        <source>Writing…</source>
        <extracomment>voiceapp/ui/conversations_ask.py</extracomment>
        <translation>書き込んでいます…</translation>
    </message>
    <message>
        <source>Written</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>文字</translation>
    </message>
    <message>
        <source>Written down by</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>文字起こしのモデル</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <extracomment>voiceapp/ui/conversations_model.py</extracomment>
        <translation>昨日</translation>
    </message>
    <message>
        <source>You</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>あなた</translation>
    </message>
    <message>
        <source>You are a friendly guide. Answer in one or two sentences.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>親しみやすい案内役として、1～2 文で答えてください。</translation>
    </message>
    <message>
        <source>You are connected to %1; the settings lead to %2. Connecting begins a new conversation.</source>
        <extracomment>voiceapp/ui/settings_connect.py</extracomment>
        <translation>現在の接続先は「%1」、設定の接続先は「%2」です。接続すると新しい会話が始まります。</translation>
    </message>
    <message>
        <source>You are speaking</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>発話中</translation>
    </message>
    <message>
        <source>You are speaking.</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>発話中です。</translation>
    </message>
    <message>
        <source>You often begin to speak a little before you press it.</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>キーを押す少し前に話し始めることがよくあります。</translation>
    </message>
    <message>
        <source>You on the left, what you heard on the right.</source>
        <extracomment>voiceapp/ui/conversations_files.py</extracomment>
        <translation>左があなたの声、右が聞こえた音です。</translation>
    </message>
    <message>
        <source>You talk to</source>
        <extracomment>voiceapp/ui/settings_persona_page.py</extracomment>
        <translation>会話の相手</translation>
    </message>
    <message>
        <source>You talk to “%1”. Click to talk to another.</source>
        <extracomment>voiceapp/ui/top_bar.py</extracomment>
        <translation>「%1」と会話しています。クリックすると相手を変えられます。</translation>
    </message>
    <message>
        <source>You talk with %1, in every program</source>
        <extracomment>voiceapp/ui/hotkey_test.py</extracomment>
        <translation>どのプログラムでも %1 で話せます</translation>
    </message>
    <message>
        <source>Your notes</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>メモ</translation>
    </message>
    <message>
        <source>Your turn ends</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>発話の終わり</translation>
    </message>
    <message>
        <source>Your words are yours</source>
        <extracomment>voiceapp/ui/first_run.py</extracomment>
        <translation>あなたの言葉はあなたのもの</translation>
    </message>
    <message>
        <source>Zip files (*.zip)</source>
        <extracomment>voiceapp/ui/bundle_panel.py</extracomment>
        <translation>ZIP ファイル (*.zip)</translation>
    </message>
    <message>
        <source>and %1 recordings</source>
        <extracomment>voiceapp/ui/conversations_deletion.py</extracomment>
        <translation>と録音 %1 件</translation>
    </message>
    <message>
        <source>and its recording</source>
        <extracomment>voiceapp/ui/conversations_deletion.py</extracomment>
        <translation>とその録音</translation>
    </message>
    <message>
        <source>another answer was kept</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>別の応答を残しました</translation>
    </message>
    <message>
        <source>answer %1</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>応答 %1</translation>
    </message>
    <message>
        <source>at least %1</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>%1 以上</translation>
    </message>
    <message>
        <source>began %1</source>
        <extracomment>voiceapp/ui/conversations_model.py</extracomment>
        <translation>開始: %1</translation>
    </message>
    <message>
        <source>context %1 % full</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>コンテキスト %1 %</translation>
    </message>
    <message>
        <source>cost</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>費用</translation>
    </message>
    <message>
        <source>current protocol</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>現行のプロトコル</translation>
    </message>
    <message>
        <source>cutting an answer back to what was heard</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>応答を聞いた位置で切り詰める</translation>
    </message>
    <message>
        <source>echo −%1 dB</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>エコー −%1 dB</translation>
    </message>
    <message>
        <source>expected</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>想定</translation>
    </message>
    <message>
        <source>failed</source>
        <extracomment>voiceapp/ui/settings_check.py</extracomment>
        <translation>失敗</translation>
    </message>
    <message>
        <source>finding turns by what was said</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>話した内容による発話の区切り</translation>
    </message>
    <message>
        <source>fine</source>
        <extracomment>voiceapp/ui/settings_check.py</extracomment>
        <translation>正常</translation>
    </message>
    <message>
        <source>first sound handed over</source>
        <extracomment>voiceapp/ui/waterfall_view.py</extracomment>
        <translation>最初の音声を再生に渡した</translation>
    </message>
    <message>
        <source>first sound heard</source>
        <extracomment>voiceapp/ui/waterfall_view.py</extracomment>
        <translation>最初の音が聞こえた</translation>
    </message>
    <message>
        <source>first sound received</source>
        <extracomment>voiceapp/ui/waterfall_view.py</extracomment>
        <translation>最初の音声を受信した</translation>
    </message>
    <message>
        <source>found now</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>今回確認</translation>
    </message>
    <message>
        <source>found out</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>自動判別</translation>
    </message>
    <message>
        <source>from before</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>以前確認</translation>
    </message>
    <message>
        <source>good</source>
        <extracomment>voiceapp/ui/level_meter.py</extracomment>
        <translation>良好</translation>
    </message>
    <message>
        <source>gpt-realtime</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>gpt-realtime</translation>
    </message>
    <message>
        <source>heard %1</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>聞き取り %1</translation>
    </message>
    <message>
        <source>https://NAME.openai.azure.com</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>https://NAME.openai.azure.com</translation>
    </message>
    <message>
        <source>in</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>入力</translation>
    </message>
    <message>
        <source>jitter %1</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>ジッター %1</translation>
    </message>
    <message>
        <source>known</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>根拠</translation>
    </message>
    <message>
        <source>last</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>最新</translation>
    </message>
    <message>
        <source>leaving interruptions to this program</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>割り込みの判断をこのプログラムに任せる</translation>
    </message>
    <message>
        <source>loud</source>
        <extracomment>voiceapp/ui/level_meter.py</extracomment>
        <translation>大きめ</translation>
    </message>
    <message>
        <source>ms</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>ミリ秒</translation>
    </message>
    <message>
        <source>no</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>いいえ</translation>
    </message>
    <message>
        <source>no key</source>
        <extracomment>voiceapp/ui/keys_dialog.py</extracomment>
        <translation>キーなし</translation>
    </message>
    <message>
        <source>no price known</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>料金不明</translation>
    </message>
    <message>
        <source>no words</source>
        <extracomment>voiceapp/ui/conversations_reader.py</extracomment>
        <translation>言葉なし</translation>
    </message>
    <message>
        <source>no words yet</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>まだ言葉がありません</translation>
    </message>
    <message>
        <source>nobody</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>なし</translation>
    </message>
    <message>
        <source>noise reduction</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>ノイズ低減</translation>
    </message>
    <message>
        <source>none</source>
        <extracomment>voiceapp/ui/hotkey_field.py</extracomment>
        <translation>なし</translation>
    </message>
    <message>
        <source>not transcribed</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>文字起こしなし</translation>
    </message>
    <message>
        <source>not yet</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>未確認</translation>
    </message>
    <message>
        <source>note</source>
        <extracomment>voiceapp/ui/settings_check.py</extracomment>
        <translation>注意</translation>
    </message>
    <message>
        <source>nothing measured yet</source>
        <extracomment>voiceapp/ui/waterfall_view.py</extracomment>
        <translation>まだ測定していません</translation>
    </message>
    <message>
        <source>of it cached</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>うちキャッシュ</translation>
    </message>
    <message>
        <source>out</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>出力</translation>
    </message>
    <message>
        <source>p50</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <extracomment>voiceapp/ui/numbers_view.py</extracomment>
        <translation>p95</translation>
    </message>
    <message>
        <source>paused, %1 waiting</source>
        <extracomment>voiceapp/ui/wire_panel.py</extracomment>
        <translation>一時停止中、%1 件が待機</translation>
    </message>
    <message>
        <source>quiet</source>
        <extracomment>voiceapp/ui/level_meter.py</extracomment>
        <translation>小さめ</translation>
    </message>
    <message>
        <source>recorded</source>
        <extracomment>voiceapp/ui/conversations_model.py</extracomment>
        <translation>録音あり</translation>
    </message>
    <message>
        <source>removing what was not heard</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>聞こえなかった部分の削除</translation>
    </message>
    <message>
        <source>resets in %1 s</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>%1 秒後にリセット</translation>
    </message>
    <message>
        <source>sent by the service</source>
        <extracomment>voiceapp/ui/wire_model.py</extracomment>
        <translation>サービスからの送信</translation>
    </message>
    <message>
        <source>sent by us</source>
        <extracomment>voiceapp/ui/wire_model.py</extracomment>
        <translation>こちらからの送信</translation>
    </message>
    <message>
        <source>silent</source>
        <extracomment>voiceapp/ui/level_meter.py</extracomment>
        <translation>無音</translation>
    </message>
    <message>
        <source>stop %1</source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>停止 %1</translation>
    </message>
    <message>
        <source>stopped</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>停止しました</translation>
    </message>
    <message>
        <source>stopping the answer that is meant</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>指定した応答の停止</translation>
    </message>
    <message>
        <source>tags: %1</source>
        <extracomment>voiceapp/ui/conversations_model.py</extracomment>
        <translation>タグ: %1</translation>
    </message>
    <message>
        <source>the earlier answer</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>前の応答</translation>
    </message>
    <message>
        <source>the service&apos;s own</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>サービスの標準</translation>
    </message>
    <message>
        <source>this answer counts until you choose</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>選ぶまではこの応答が有効です</translation>
    </message>
    <message>
        <source>tokens</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>トークン</translation>
    </message>
    <message>
        <source>too loud</source>
        <extracomment>voiceapp/ui/level_meter.py</extracomment>
        <translation>大きすぎ</translation>
    </message>
    <message>
        <source>turn committed</source>
        <extracomment>voiceapp/ui/waterfall_view.py</extracomment>
        <translation>発話が確定した</translation>
    </message>
    <message>
        <source>unheard</source>
        <extracomment>voiceapp/ui/usage_view.py</extracomment>
        <translation>未再生</translation>
    </message>
    <message>
        <source>voiceapp in the tray</source>
        <extracomment>voiceapp/ui/tray_menu.py</extracomment>
        <translation>トレイの voiceapp</translation>
    </message>
    <message>
        <source>voiceapp: %1 — %2</source>
        <extracomment>voiceapp/ui/tray.py</extracomment>
        <translation>voiceapp: %1 — %2</translation>
    </message>
    <message>
        <source>works</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>対応</translation>
    </message>
    <message>
        <source>writing down what you say</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>話した内容の文字起こし</translation>
    </message>
    <message>
        <source>yes</source>
        <extracomment>voiceapp/ui/abilities_view.py</extracomment>
        <translation>はい</translation>
    </message>
    <message>
        <source>you cut in at %1 s</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>%1 秒で割り込みました</translation>
    </message>
    <message>
        <source>you cut in before any of it was heard</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>何も聞かないうちに割り込みました</translation>
    </message>
    <message>
        <source>yours</source>
        <extracomment>voiceapp/ui/settings_table.py</extracomment>
        <translation>自分のテナント</translation>
    </message>
    <message>
        <source>±%1 ms</source>
        <extracomment>voiceapp/ui/wording.py</extracomment>
        <translation>±%1 ミリ秒</translation>
    </message>
    <message>
        <source>“%1”</source>
        <extracomment>voiceapp/ui/empty_state.py</extracomment>
        <translation>「%1」</translation>
    </message>
    <message>
        <source>“%1” and its instructions will be gone.</source>
        <extracomment>voiceapp/ui/settings_persona_list.py</extracomment>
        <translation>「%1」とその指示は失われます。</translation>
    </message>
    <message>
        <source>… and %1 more; about.txt has all of them.</source>
        <extracomment>voiceapp/ui/bundle_panel.py</extracomment>
        <translation>… ほか %1 件。すべて about.txt にあります。</translation>
    </message>
    <message>
        <source>… copy the details to see all of them</source>
        <extracomment>voiceapp/ui/transcript_layout.py</extracomment>
        <translation>… 詳細をコピーするとすべて確認できます</translation>
    </message>
    <message>
        <source>≈ </source>
        <extracomment>voiceapp/ui/status_line.py</extracomment>
        <translation>約 </translation>
    </message>
</context>
</TS>
