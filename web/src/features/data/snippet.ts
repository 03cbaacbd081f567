/** What a person pastes into the head of a page: calls made before the tracker is there wait for it. */
export const snippet = (host: string, key: string): string => `<script>
  (function (page) {
    var wend = page.wend && page.wend.q ? page.wend : (page.wend = { q: [] });
    'init track page identify group alias reset consent flush'.split(' ').forEach(function (name) {
      wend[name] = wend[name] || function () { wend.q.push([name].concat([].slice.call(arguments))); };
    });
  })(window);
</script>
${scriptTag(host, key)}`;

/** The tracker alone, for pages whose content security policy takes no script within the page. */
export const scriptTag = (host: string, key: string): string => `<script async src="${host}/w.js" data-key="${key}"></script>`;
