document.documentElement.dataset.flags = 'up';
